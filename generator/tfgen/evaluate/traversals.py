"""`on.name`, `on[key]` and splats."""

from __future__ import annotations

from decimal import Decimal

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import cut, handles, report, size_of, spend, value_of
from tfgen.evaluate.places import step_place
from tfgen.evaluate.problems import ATTRIBUTE, NULL_VALUE
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    element_type,
    show,
)
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    UNKNOWN,
    Value,
    list_of,
    tuple_of,
    unmarked,
)
from tfgen.hcl.syntax import Attr, Expression, Index, Item, Splat, Variable, steps

_ITEM = "*"
_ADD = "add the element, or take lookup() with a default"


@handles(Variable)
def variable(node: Variable, scope: Scope) -> Value:
    """A name that stands alone."""
    return _follow(node, (), scope)


@handles(Attr)
@handles(Index)
def traversal(node: Attr | Index, scope: Scope) -> Value:
    """A chain of steps, from its root on."""
    root, chain = steps(node)
    return _follow(root, chain, scope)


@handles(Item)
def item(node: Item, scope: Scope) -> Value:
    """What a splat is about."""
    del node
    return scope.names.get(_ITEM, DYNAMIC_VALUE)


def _follow(root: Expression, chain: tuple[Attr | Index, ...], scope: Scope) -> Value:
    used = 0
    if isinstance(root, Variable):
        named = scope.names.get(root.name)
        if named is None:
            found = scope.roots(root, chain)
            if found is None:
                value, used = DYNAMIC_VALUE, 0
            else:
                value, used = found
        else:
            value = named
    else:
        value = value_of(root, scope)
    for step in chain[:used]:
        if isinstance(step, Index):
            value_of(step.key, scope)
    for step in chain[used:]:
        value = _step(step, value, scope)
    return value


def _step(step: Attr | Index, on: Value, scope: Scope) -> Value:
    if isinstance(step, Attr):
        return _attribute(on, step, scope)
    key = value_of(step.key, scope)
    return _element(on, key, step, scope)


def _refuse(scope: Scope, step: Attr | Index, message: str, remedy: str) -> Value:
    report(scope, ATTRIBUTE, step_place(step, scope.text), message, remedy)
    return DYNAMIC_VALUE


def _attribute(on: Value, step: Attr, scope: Scope) -> Value:
    name = step.name
    if on.data is None:
        message = f"the value before `.{name}` is null, and has no attributes"
        remedy = "give it a value, or ask first whether it is null"
        report(scope, NULL_VALUE, step_place(step, scope.text), message, remedy)
        return DYNAMIC_VALUE
    found: Value | None = None
    if isinstance(on.data, dict):
        found = on.data.get(name)
    elif isinstance(on.type, ObjectType):
        type_ = on.type.attributes.get(name)
        found = None if type_ is None else Value(type_, UNKNOWN)
    elif isinstance(on.type, MapType):
        found = Value(on.type.element, UNKNOWN)
    elif on.type is DYNAMIC:
        found = DYNAMIC_VALUE
    if found is None:
        return _refuse(scope, step, *_no_attribute(on.type, name))
    return found.marked(on)


def _no_attribute(type_: Type, name: str) -> tuple[str, str]:
    """Why a value of a type has no attribute `name`, and what to do."""
    match type_:
        case ObjectType():
            return f"the object has no attribute `{name}`", _has(type_)
        case MapType():
            return f'the map has no element "{name}"', _ADD
        case ListType(element=ObjectType()):
            remedy = f"name one element, `[0].{name}`, or all of them, `[*].{name}`"
            return f"a list of objects has no attribute `{name}`", remedy
        case SetType(element=ObjectType()):
            remedy = f"take it from each: [for each in … : each.{name}]"
            return f"a set of objects has no attribute `{name}`", remedy
        case _:
            message = f"a {show(type_)} has no attributes, nor `{name}`"
            return message, f"remove `.{name}`, or name a value that has it"


def _has(type_: ObjectType) -> str:
    names = ", ".join(sorted(type_.attributes)[:12])
    return f"it has: {names}" if names else "it has none"


def _element(on: Value, key: Value, step: Index, scope: Scope) -> Value:
    if on.data is None or key.data is None:
        message = (
            "the value before `[` is null, and has no elements"
            if on.data is None
            else "null is no key of an element"
        )
        remedy = "give it a value, or ask first whether it is null"
        report(scope, NULL_VALUE, step_place(step, scope.text), message, remedy)
        return DYNAMIC_VALUE
    if on.type is DYNAMIC or key.type is DYNAMIC:
        return DYNAMIC_VALUE.marked(on)
    match on.type:
        case ListType() | TupleType():
            return _indexed(on, key, step, scope)
        case MapType() | ObjectType():
            return _keyed(on, key, step, scope)
        case SetType():
            remedy = "go through it with `for`, or make a list of it with tolist()"
            return _refuse(scope, step, "elements of a set have no index", remedy)
        case other:
            message = f"a {show(other)} has no elements"
            return _refuse(scope, step, message, "remove the brackets, or name a collection")


def _as_key(key: Value, wanted: Type, step: Index, scope: Scope) -> Value | None:
    try:
        return convert(key, wanted)
    except ConversionError as error:
        message = f"this is no key of an element: {error.message}"
        _refuse(scope, step, message, f"write a {show(wanted)}")
        return None


def _indexed(on: Value, given: Value, step: Index, scope: Scope) -> Value:
    key = _as_key(given, NUMBER, step, scope)
    if key is None:
        return DYNAMIC_VALUE
    data = key.data
    items = on.data if isinstance(on.data, tuple) else None
    types = on.type.items if isinstance(on.type, TupleType) else None
    element = element_type(on.type)
    if not isinstance(data, int | Decimal):
        return Value(element, UNKNOWN).marked(on)
    count = len(types) if types is not None else len(items) if items is not None else None
    if count is None:
        return Value(element, UNKNOWN).marked(on)
    if isinstance(data, Decimal) or not 0 <= data < count:
        message = _no_index(data, count)
        return _refuse(scope, step, message, "name an element that there is, or ask length() first")
    if items is None:
        type_ = types[data] if types is not None else element
        return Value(type_, UNKNOWN).marked(on, key)
    return items[data].marked(on, key)


def _no_index(data: int | Decimal, count: int) -> str:
    if isinstance(data, Decimal):
        return f"the index {data} is no whole number"
    if data < 0:
        return f"the index {data} is negative"
    if count == 0:
        return f"there is no element {data}: there are no elements at all"
    return f"there is no element {data}: the last one is {count - 1}"


def _keyed(on: Value, given: Value, step: Index, scope: Scope) -> Value:
    key = _as_key(given, STRING, step, scope)
    if key is None:
        return DYNAMIC_VALUE
    element = element_type(on.type)
    if not isinstance(key.data, str):
        return Value(element, UNKNOWN).marked(on)
    if isinstance(on.type, ObjectType) and key.data not in on.type.attributes:
        message = f'the object has no attribute "{key.data}"'
        # An unknown object's keys are not looked at before it is known.
        return _refuse(scope, step, message, _has(on.type)) if on.is_known else DYNAMIC_VALUE
    if not isinstance(on.data, dict):
        return Value(element, UNKNOWN).marked(on)
    found = on.data.get(key.data)
    if found is None:
        return _refuse(scope, step, f'the map has no element "{key.data}"', _ADD)
    return found.marked(on) if isinstance(on.type, ObjectType) else found.marked(on, key)


@handles(Splat)
def splat(node: Splat, scope: Scope) -> Value:
    """`on[*].each`: of each element of a list, set or tuple; of anything else itself."""
    start = len(scope.problems)
    on = value_of(node.on, scope)
    if len(scope.problems) > start:
        return DYNAMIC_VALUE
    sequence = isinstance(on.type, TupleType | ListType | SetType)
    if on.data is None and sequence:
        message = "null is no list, set or tuple to take each element of"
        report(scope, NULL_VALUE, node.on.start, message, "give it a value, or use `[]`")
        return DYNAMIC_VALUE
    if on.data is None or on.type is DYNAMIC:
        return (tuple_of(()) if on.data is None else DYNAMIC_VALUE).marked(on)
    source = on if sequence else tuple_of((unmarked(on),))
    maybe_null = not sequence and not on.is_known and not on.not_null
    return _splatted(node, source, maybe_null, scope).marked(on)


def _splatted(node: Splat, source: Value, maybe_null: bool, scope: Scope) -> Value:
    if not isinstance(source.data, tuple):
        return Value(_result_type(node, source.type, scope), UNKNOWN, not_null=True)
    if not spend(scope, len(source.data) * size_of(node.each)):
        return DYNAMIC_VALUE
    start = len(scope.problems)
    found = tuple([_each(node, part, scope) for part in source.data])
    if maybe_null:
        return DYNAMIC_VALUE
    return _splat_result(node, source, found, len(scope.problems) > start, scope)


def _each(node: Splat, value: Value, scope: Scope) -> Value:
    return value_of(node.each, scope.child({_ITEM: value}))


def _result_type(node: Splat, source: Type, scope: Scope) -> Type:
    if isinstance(source, TupleType):
        return TupleType(tuple([_each(node, Value(i, UNKNOWN), scope).type for i in source.items]))
    return ListType(_each(node, Value(element_type(source), UNKNOWN), scope).type)


def _splat_result(
    node: Splat, source: Value, found: tuple[Value, ...], failed: bool, scope: Scope
) -> Value:
    if not failed and isinstance(source.type, TupleType):
        return tuple_of(found)
    if found and not failed:
        alike = all(each.type == found[0].type for each in found)
        return list_of(found[0].type, found) if alike else DYNAMIC_VALUE
    start = len(scope.problems)
    type_ = _result_type(node, source.type, scope)
    if failed:
        # The same problems have been reported for the elements.
        cut(scope, start)
        return Value(type_, UNKNOWN)
    return Value(type_, ())
