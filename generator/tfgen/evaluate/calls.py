"""`name(arguments)`."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import cut, handles, report, value_of
from tfgen.evaluate.functions.call import call
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Function,
    FunctionError,
    Parameter,
    function,
    names,
)
from tfgen.evaluate.places import start_of
from tfgen.evaluate.problems import ARGUMENT, ARGUMENT_COUNT, UNKNOWN_FUNCTION
from tfgen.evaluate.rendering import rendered
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import DYNAMIC, ListType, SetType, TupleType, show
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    FALSE,
    TRUE,
    UNKNOWN,
    Value,
    is_wholly_known,
    unknown,
)
from tfgen.hcl.syntax import Call, Expression

_Given = list[tuple[Value | None, Expression, int]]
"""The arguments: a value where it is known already, the expression, where Terraform puts it."""


@handles(Call)
def call_of(node: Call, scope: Scope) -> Value:
    """The result of a function; of one that Terraform does not know, dynamic."""
    found = function(node.name) or _provided(node, scope)
    if found is None:
        if not node.name.startswith("provider::"):
            _report_unknown(node, scope)
        return DYNAMIC_VALUE
    given = _arguments(node, scope)
    if given is None or not _count_fits(node, found, given, scope):
        return DYNAMIC_VALUE
    closure = _CLOSURES.get(found.name)
    return (
        _with_values(node, found, given, scope) if closure is None else closure(node, given, scope)
    )


def _with_values(node: Call, found: Function, given: _Given, scope: Scope) -> Value:
    start = len(scope.problems)
    first = scope.of_file_path() if _reads_file(found) else scope
    values = tuple(
        [_argument(each, found.parameter(i), scope if i else first) for i, each in enumerate(given)]
    )
    if len(scope.problems) > start:
        return DYNAMIC_VALUE
    try:
        if found.name in ("templatefile", "templatestring"):
            return rendered(node, values, scope)
        return call(found, values, scope)
    except ArgumentError as error:
        place = given[error.index][2] if error.index < len(given) else node.start
        name = found.parameter(error.index).name if error.index < len(given) else node.name
        message = f"this is no argument for `{name}`: {error}"
        report(scope, ARGUMENT, place, message, error.remedy)
    except FunctionError as error:
        message = f"{node.name}() fails: {error}"
        report(scope, ARGUMENT, node.start, message, error.remedy)
    return DYNAMIC_VALUE


def _reads_file(function: Function) -> bool:
    return function.name.startswith(("file", "templatefile"))


def _report_unknown(node: Call, scope: Scope) -> None:
    near = get_close_matches(node.name, names(), n=1)
    remedy = f"did you mean {near[0]}()?" if near else "see the functions in Terraform's reference"
    report(scope, UNKNOWN_FUNCTION, node.start, f"there is no function {node.name}()", remedy)


def _provided(node: Call, scope: Scope) -> Function | None:
    """The signature of a provider's function, where the scope has one."""
    signature = scope.functions.get(node.name)
    if signature is None:
        return None
    parameters = tuple(
        Parameter(name, type_, name in signature.nullable) for name, type_ in signature.parameters
    )
    rest = signature.variadic
    variadic = Parameter(*rest, rest[0] in signature.nullable) if rest else None
    return Function(node.name, parameters, variadic, signature.result)


def _arguments(node: Call, scope: Scope) -> _Given | None:
    """The arguments with an expanded last one; None where it cannot be expanded."""
    plain: _Given = [(None, each, start_of(each, scope.text)) for each in node.arguments]
    if not node.expand:
        return plain
    *rest, (_, last, _) = plain
    start = len(scope.problems)
    value = value_of(last, scope)
    if len(scope.problems) > start:
        return None
    if value.data is None:
        report(scope, ARGUMENT, last.start, "null cannot be expanded by `...`", "use `[]`")
        return None
    if value.type is not DYNAMIC and not isinstance(value.type, TupleType | ListType | SetType):
        message = "only a list, set or tuple can be expanded by `...`"
        report(scope, ARGUMENT, last.start, message, "remove the dots, or put it into brackets")
        return None
    if not isinstance(value.data, tuple):
        return None
    # Elements stand where the expanded expression starts, whatever its kind.
    return rest + [(each.marked(value), last, last.start) for each in value.data]


def _count_fits(node: Call, found: Function, given: _Given, scope: Scope) -> bool:
    wanted = len(found.parameters)
    if len(given) < wanted:
        missing = found.parameters[len(given)].name
        least = "at least " if found.variadic else ""
        message = f"{node.name}() takes {least}{wanted} arguments: `{missing}` is missing"
        report(scope, ARGUMENT_COUNT, node.end - 1, message, f"add `{missing}`")
        return False
    if len(given) > wanted and found.variadic is None:
        message = f"{node.name}() takes {wanted} arguments, not {len(given)}"
        report(scope, ARGUMENT_COUNT, given[wanted][2], message, "remove what is too much")
        return False
    return True


def _argument(
    given: tuple[Value | None, Expression, int], parameter: Parameter, scope: Scope
) -> Value:
    known, node, place = given
    value = value_of(node, scope) if known is None else known
    try:
        return convert(value, parameter.type)
    except ConversionError as error:
        message = f"this is no argument for `{parameter.name}`: {error.message}"
        report(scope, ARGUMENT, place, message, f"give it a {show(parameter.type)}")
        return unknown(parameter.type)


def _try(node: Call, given: _Given, scope: Scope) -> Value:
    """The first argument that has a value; dynamic where that is not wholly known."""
    for known, each, _ in given:
        start = len(scope.problems)
        value = value_of(each, scope) if known is None else known
        if not cut(scope, start):
            return value if is_wholly_known(value) else DYNAMIC_VALUE
    message = "none of the arguments has a value" if given else "at least one argument is required"
    remedy = "add a last argument that always has a value, such as null"
    report(scope, ARGUMENT, node.start, f"try() fails: {message}", remedy)
    return DYNAMIC_VALUE


def _can(node: Call, given: _Given, scope: Scope) -> Value:
    del node
    start = len(scope.problems)
    known, expression, _ = given[0]
    value = value_of(expression, scope) if known is None else known
    if cut(scope, start):
        return FALSE
    return TRUE if is_wholly_known(value) else Value(TRUE.type, UNKNOWN)


_CLOSURES: dict[str, Callable[[Call, _Given, Scope], Value]] = {"try": _try, "can": _can}
"""What evaluates its arguments itself."""
