"""Functions that convert, and those that change only marks."""

from __future__ import annotations

from tfgen.evaluate.conversion import ConversionError, convert, possible
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    implements,
)
from tfgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    SetType,
    Type,
    show,
)
from tfgen.evaluate.values import Data, Value


def _to(name: str, wanted: Type) -> None:
    def result(given: Arguments) -> Type:
        type_ = given[0].type
        if type_ != wanted and not possible(type_, wanted):
            raise ArgumentError(0, f"a {show(type_)} cannot become a {show(wanted)}")
        return wanted

    @implements(name, "d", result=result, not_null=False)
    def run(call: Invocation) -> Value:
        try:
            return convert(call.given[0], wanted)
        except ConversionError as error:
            data = call.given[0].data
            what = f'"{data}"' if isinstance(data, str) else f"this {show(call.given[0].type)}"
            message = f"{what} cannot become a {show(wanted)}: {error.message}"
            raise ArgumentError(0, message) from None


_to("tostring", STRING)
_to("tonumber", NUMBER)
_to("tobool", BOOL)
_to("tolist", ListType(DYNAMIC))
_to("toset", SetType(DYNAMIC))
_to("tomap", MapType(DYNAMIC))


def _own_type(given: Arguments) -> Type:
    return given[0].type


@implements("sensitive", "udm", result=_own_type, not_null=False)
def sensitive(call: Invocation) -> Value:
    """The value with the mark."""
    value = call.given[0]
    return Value(value.type, value.data, True, value.ephemeral, value.not_null)


@implements("nonsensitive", "udm", result=_own_type, not_null=False)
def nonsensitive(call: Invocation) -> Value:
    """The value without its own mark; parts keep theirs."""
    value = call.given[0]
    return Value(value.type, value.data, False, value.ephemeral, value.not_null)


@implements("ephemeralasnull", "udm", result=_own_type, not_null=False)
def ephemeralasnull(call: Invocation) -> Value:
    """Null in place of what is ephemeral."""
    return _without_ephemeral(call.given[0])


def _without_ephemeral(value: Value) -> Value:
    if value.ephemeral:
        return Value(value.type, None, value.sensitive)
    data: Data = value.data
    if isinstance(data, tuple):
        data = tuple([_without_ephemeral(each) for each in data])
    elif isinstance(data, dict):
        data = {name: _without_ephemeral(each) for name, each in data.items()}
    return Value(value.type, data, value.sensitive, False, value.not_null)


def _gone(name: str, instead: str) -> None:
    def result(given: Arguments) -> Type:
        del given
        raise FunctionError(f"{name}() is no longer available; write {instead}")

    @implements(name, "ud", result=result)
    def run(call: Invocation) -> Value:
        return Value(result(call.given), None)


_gone("list", "tolist([ ... ])")
_gone("map", "tomap({ ... })")
