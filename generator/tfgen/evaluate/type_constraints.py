"""The `type` of a variable: `list(string)`, `object({a = optional(number, 1)})`.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Callable

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.defaults import Defaults, apply_defaults
from tfgen.evaluate.dispatch import report
from tfgen.evaluate.free_names import calls, free_variables
from tfgen.evaluate.places import after
from tfgen.evaluate.problems import OPTIONAL_DEFAULT, TYPE_CONSTRAINT
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from tfgen.evaluate.values import Value
from tfgen.hcl.syntax import (
    Call,
    Constant,
    Entry,
    Expression,
    Object,
    Text,
    Tuple,
    Variable,
)

__all__ = ["Defaults", "apply_defaults", "parse_type"]

_PRIMITIVES = {"string": Primitive.STRING, "number": Primitive.NUMBER, "bool": Primitive.BOOL}
_COLLECTIONS: dict[str, Callable[[Type], Type]] = {
    "list": ListType,
    "set": SetType,
    "map": MapType,
}
_WITH_DEFAULT = 2
_EXAMPLE = "write for example string, list(string) or object({ name = string })"


def parse_type(expression: Expression, scope: Scope) -> tuple[Type, Defaults | None]:
    """The type that an expression names, and the defaults in it, if any.

    What is wrong is appended to the problems of the scope; the type is `DYNAMIC` there.
    """
    if isinstance(expression, Variable):
        return _keyword(expression, scope), None
    if not isinstance(expression, Call):
        _refuse(scope, expression.start, "this is no type")
        return DYNAMIC, None
    name, arguments = expression.name, expression.arguments
    wrong = _wrong_call(expression, scope)
    if wrong is not None:
        _refuse(scope, *wrong)
        return DYNAMIC, None
    if name in _COLLECTIONS:
        return _of_elements(name, arguments[0], scope)
    return (_object if name == "object" else _tuple)(arguments[0], scope)


def _wrong_call(expression: Call, scope: Scope) -> tuple[int, str] | None:
    """Where and why a call is no type, as far as its name and number of arguments tell."""
    name, arguments = expression.name, expression.arguments
    brackets = after(scope.text, expression.start + len(name))
    if name in _PRIMITIVES or name == "any":
        return brackets, f"`{name}` takes no arguments"
    if name == "optional":
        return expression.start, "optional() is only for attributes of an object"
    if len(arguments) != 1 and (name in _COLLECTIONS or name in ("object", "tuple")):
        return (arguments[1].start if arguments else brackets), f"{name}() takes one argument"
    if name not in _COLLECTIONS and name not in ("object", "tuple"):
        return expression.start, f"there is no type {name}()"
    return None


def _refuse(scope: Scope, offset: int, message: str) -> None:
    report(scope, TYPE_CONSTRAINT, offset, message, _EXAMPLE)


def _keyword(expression: Variable, scope: Scope) -> Type:
    name = expression.name
    if name in _PRIMITIVES:
        return _PRIMITIVES[name]
    if name != "any":
        more = name in _COLLECTIONS or name in ("object", "tuple")
        message = f"`{name}` needs the type of what is inside" if more else f"`{name}` is no type"
        _refuse(scope, expression.start, message)
    return DYNAMIC


def _of_elements(name: str, inner: Expression, scope: Scope) -> tuple[Type, Defaults | None]:
    element, defaults = parse_type(inner, scope)
    type_ = _COLLECTIONS[name](element)
    return type_, Defaults(type_, children={"": defaults}) if defaults else None


def _tuple(inner: Expression, scope: Scope) -> tuple[Type, Defaults | None]:
    if not isinstance(inner, Tuple):
        _refuse(scope, inner.start, "tuple() takes a list of types")
        return DYNAMIC, None
    found = [parse_type(item, scope) for item in inner.items]
    type_ = TupleType(tuple([each for each, _ in found]))
    children = {str(index): each for index, (_, each) in enumerate(found) if each}
    return type_, Defaults(type_, children=children) if children else None


def _object(inner: Expression, scope: Scope) -> tuple[Type, Defaults | None]:
    if not isinstance(inner, Object):
        _refuse(scope, inner.start, "object() takes names with their types in braces")
        return DYNAMIC, None
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    children: dict[str, Defaults] = {}
    for entry in inner.entries:
        name = _name(entry, scope)
        if name is None:
            continue
        if name in attributes:
            _refuse(scope, entry.key.start, f"the attribute `{name}` is there twice")
            continue
        type_expression, default = entry.value, None
        if isinstance(type_expression, Call) and type_expression.name == "optional":
            modifier = type_expression
            if not _optional_fits(modifier, scope):
                continue
            optional.add(name)
            type_expression = modifier.arguments[0]
            default = modifier.arguments[1] if len(modifier.arguments) > 1 else None
        type_, defaults = parse_type(type_expression, scope)
        attributes[name] = type_
        if defaults:
            children[name] = defaults
        value = _default(default, type_, scope) if default is not None else None
        if value is not None:
            values[name] = value
    whole = ObjectType(attributes, frozenset(optional))
    return whole, Defaults(whole, values, children) if values or children else None


def _name(entry: Entry, scope: Scope) -> str | None:
    key = entry.key
    if isinstance(key, Constant) and (key.value is None or isinstance(key.value, bool)):
        return scope.text[key.start : key.end]
    quoted = scope.text[key.start : key.start + 1] == '"'
    if isinstance(key, Text) and not quoted:
        return key.value
    _refuse(scope, key.start, "the name of an attribute stands without quotes")
    return None


def _optional_fits(modifier: Call, scope: Scope) -> bool:
    count = len(modifier.arguments)
    brackets = after(scope.text, modifier.start + len(modifier.name))
    if count < 1:
        _refuse(scope, brackets, "optional() takes the type of the attribute")
    elif count > _WITH_DEFAULT:
        _refuse(scope, brackets, "optional() takes a type and a default, no more")
    return count >= 1


def _default(expression: Expression, type_: Type, scope: Scope) -> Value | None:
    """The default of an attribute; a constant, as there are no names and no functions."""
    from tfgen.evaluate.expressions import evaluate

    start = len(scope.problems)
    for call in calls(expression):
        message = "a default cannot call functions"
        report(scope, OPTIONAL_DEFAULT, call.start, message, "write the value out")
    for name in free_variables(expression):
        if not any(call.start <= name.start < call.end for call in calls(expression)):
            message = "a default cannot refer to anything"
            report(scope, OPTIONAL_DEFAULT, name.start, message, "write the value out")
    if len(scope.problems) > start:
        return None
    value = evaluate(expression, scope)
    if len(scope.problems) > start:
        return None
    try:
        return convert(value, type_)
    except ConversionError as error:
        message = f"the default does not fit the type: {error.message}"
        remedy = "change the default, or the type of the attribute"
        report(scope, OPTIONAL_DEFAULT, expression.start, message, remedy)
        return None
