"""A call of a function with evaluated arguments, by the rules of cty's functions."""

from __future__ import annotations

from tfgen.evaluate.conversion import ConversionError
from tfgen.evaluate.dispatch import spend, too_large
from tfgen.evaluate.functions.model import (
    IMPLEMENTATIONS,
    ArgumentError,
    Function,
    Implementation,
    Invocation,
    NotExactError,
)
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import DYNAMIC, Type
from tfgen.evaluate.values import DYNAMIC_VALUE, UNKNOWN, Value, unmarked_deeply


def call(function: Function, given: tuple[Value, ...], scope: Scope) -> Value:
    """The result for arguments of the parameters' types.

    Raises `FunctionError` where Terraform refuses the call, `ArgumentError` where it names one of
    the arguments. What is not computed here, or depends on what is unknown, is unknown.
    """
    implementation = IMPLEMENTATIONS.get(function.name, _NONE)
    dynamic = _checked(function, implementation, given)
    bare: list[Value] = []
    sensitive = ephemeral = False
    for index, each in enumerate(given):
        if "m" in implementation.flags(index):
            bare.append(each)
            continue
        plain, *marks = unmarked_deeply(each)
        bare.append(plain)
        sensitive, ephemeral = sensitive or marks[0], ephemeral or marks[1]
    result = _result(function, implementation, tuple(bare), dynamic, scope)
    if not sensitive and not ephemeral:
        return result
    return result.marked(Value(DYNAMIC, UNKNOWN, sensitive, ephemeral))


def _nothing(call: Invocation) -> Value:
    raise NotExactError(call.type)


# Characters of a string that cost as much as an element of a list.
_CHEAP = 256
_NONE = Implementation(_nothing, not_null=False)


def _checked(function: Function, implementation: Implementation, given: tuple[Value, ...]) -> bool:
    """Whether an argument's type is not known, and the function cannot do without.

    Raises `ArgumentError` for a null where none is allowed; arguments after one of unknown type are
    not looked at.
    """
    for index, each in enumerate(given):
        if each.data is None and not function.parameter(index).nullable:
            raise ArgumentError(index, "the argument must not be null")
        if each.type is DYNAMIC and "d" not in implementation.flags(index):
            return True
    return False


def _result(
    function: Function,
    implementation: Implementation,
    given: tuple[Value, ...],
    dynamic: bool,
    scope: Scope,
) -> Value:
    if dynamic or not spend(scope, 1 + sum(map(_cost, given))):
        return DYNAMIC_VALUE
    type_ = function.result
    try:
        result_type = implementation.result
        if result_type is not None:
            type_ = result_type(given) if callable(result_type) else result_type
        if any(
            not each.is_known and "u" not in implementation.flags(index)
            for index, each in enumerate(given)
        ):
            return _unknown(type_, implementation)
        result = implementation.run(Invocation(given, type_, scope))
    except (NotExactError, ArithmeticError, ConversionError, OSError):
        return _unknown(type_, implementation)
    affordable = spend(scope, _cost(result)) and not too_large(result)
    return result if affordable else _unknown(type_, implementation)


def _cost(given: Value) -> int:
    data = given.data
    if isinstance(data, tuple | dict):
        return len(data)
    return len(data) // _CHEAP if isinstance(data, str) else 0


def _unknown(type_: Type, implementation: Implementation) -> Value:
    return Value(type_, UNKNOWN, not_null=implementation.not_null and type_ is not DYNAMIC)
