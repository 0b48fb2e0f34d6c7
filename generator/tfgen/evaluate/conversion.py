"""Values of one type as values of another, by the rules of cty, Terraform's type system.

https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from __future__ import annotations

from decimal import Decimal

from tfgen.evaluate import numbers
from tfgen.evaluate.mismatch import mismatch
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
    without_optional,
)
from tfgen.evaluate.unification import possible, unify
from tfgen.evaluate.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    UNKNOWN_NUMBER,
    Value,
    has_length,
    list_of,
    map_of,
    object_of,
    set_of,
    unmarked,
)

__all__ = ["ConversionError", "Path", "convert", "possible", "unify"]

Path = tuple[str | int, ...]


class ConversionError(ValueError):
    """A value that cannot become one of the type wanted.

    `message` says what is required, `path` which part of the value is meant (names and indexes).
    """

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def convert(value: Value, type_: Type) -> Value:
    """The value as one of this type; raises `ConversionError` where there is none."""
    given = value.type
    if type_ is DYNAMIC or given is type_ or given == without_optional(type_):
        return value
    if not possible(given, type_):
        raise ConversionError(mismatch(given, type_))
    return _apply(value, type_, ())


def _apply(value: Value, type_: Type, path: Path) -> Value:
    """`value` as `type_`, where the types alone allow it."""
    if value.sensitive or value.ephemeral:
        return _apply(unmarked(value), type_, path).marked(value)
    if type_ is DYNAMIC or value.type == type_:
        return value
    if value.data is UNKNOWN or value.data is None:
        exact = filled(value.type, without_optional(type_))
        return Value(exact, value.data, not_null=value.not_null)
    return _known(value, type_, path)


def _known(value: Value, type_: Type, path: Path) -> Value:
    match type_:
        case ListType(element=element):
            found = _to_list(value, element, path)
        case SetType(element=element):
            found = _to_set(value, element, path)
        case MapType(element=element):
            found = _to_map(value, element, path)
        case TupleType(items=types):
            found = _to_tuple(value, types, path)
        case ObjectType():
            found = _to_object(value, type_, path)
        case _:
            found = _to_primitive(value, type_, path)
    return found


def _to_primitive(value: Value, type_: Type, path: Path) -> Value:
    data = value.data
    if isinstance(data, str):
        return _to_number(data, path) if type_ is NUMBER else _to_bool(data, path)
    if type_ is STRING and isinstance(data, bool | int | Decimal):
        if isinstance(data, bool):
            return Value(STRING, "true" if data else "false")
        return Value(STRING, numbers.text_of(data))
    raise ConversionError(mismatch(value.type, type_), path)


def _to_number(text: str, path: Path) -> Value:
    try:
        return Value(NUMBER, numbers.parse(text))
    except numbers.NotExactError:
        return UNKNOWN_NUMBER
    except ValueError:
        raise ConversionError("a number is required", path) from None


def _to_bool(text: str, path: Path) -> Value:
    if text in ("true", "1"):
        return TRUE
    if text in ("false", "0"):
        return FALSE
    advice = f'; to convert from string, use lowercase "{text.lower()}"'
    more = advice if text.lower() in ("true", "false") else ""
    raise ConversionError(f"a bool is required{more}", path)


def _items(value: Value) -> tuple[Value, ...]:
    return value.data if isinstance(value.data, tuple) else ()


def _entries(value: Value) -> dict[str, Value]:
    return value.data if isinstance(value.data, dict) else {}


def _common(value: Value, element: Type) -> Type:
    """The type of the elements that a tuple or object gets as a collection of `element`."""
    if element is not DYNAMIC:
        return element
    if isinstance(value.type, TupleType):
        return unify(value.type.items) or DYNAMIC
    if isinstance(value.type, ObjectType):
        return unify(tuple(value.type.attributes.values())) or DYNAMIC
    return DYNAMIC


def _alike(items: list[Value], kind: str, path: Path) -> tuple[Type, list[Value]]:
    """Items of one type: their own where it is the same, else one that all can become."""
    first = next((item.type for item in items if item.type is not DYNAMIC), DYNAMIC)
    if all(item.type == first for item in items):
        return first, items
    common = unify([item.type for item in items])
    if common is None:
        raise ConversionError("cannot find a common base type for all elements", path)
    items = [_apply(item, common, (*path, index)) for index, item in enumerate(items)]
    if any(item.type != items[0].type for item in items):
        raise ConversionError(f"element types must all match for conversion to {kind}", path)
    return items[0].type, items


def _to_list(value: Value, element: Type, path: Path) -> Value:
    if not has_length(value):
        return Value(ListType(element_type(value.type)), UNKNOWN)
    given = _items(value)
    if not given:
        return list_of(_of_nothing(value, element), ())
    wanted = _common(value, element)
    items = [_apply(item, wanted, (*path, index)) for index, item in enumerate(given)]
    type_, items = _alike(items, "list", path)
    return list_of(type_, tuple(items))


def _to_set(value: Value, element: Type, path: Path) -> Value:
    given = _items(value)
    if not given:
        return set_of(_of_nothing(value, element), ())
    wanted = _common(value, element)
    items = [_apply(item, wanted, (*path, index)) for index, item in enumerate(given)]
    type_, items = _alike(items, "set", path)
    return set_of(type_, tuple(items))


def _of_nothing(value: Value, element: Type) -> Type:
    """The type of the elements of an empty collection made of another."""
    return element_type(value.type) if element is DYNAMIC else without_optional(element)


def _to_map(value: Value, element: Type, path: Path) -> Value:
    given = _entries(value)
    if not given:
        return map_of(_of_nothing(value, element), {})
    wanted = _common(value, element)
    items = [_apply(item, wanted, (*path, name)) for name, item in given.items()]
    type_, items = _alike(items, "map", path)
    return map_of(type_, dict(zip(given, items, strict=True)))


def _to_tuple(value: Value, types: tuple[Type, ...], path: Path) -> Value:
    items = tuple(
        _apply(item, type_, (*path, index))
        for index, (item, type_) in enumerate(zip(_items(value), types, strict=True))
    )
    return Value(TupleType(tuple(item.type for item in items)), items)


def _to_object(value: Value, type_: ObjectType, path: Path) -> Value:
    given = _entries(value)
    found: dict[str, Value] = {}
    for name, wanted in type_.attributes.items():
        item = given.get(name)
        if item is None:
            if name not in type_.optional:
                raise ConversionError(f'map has no element for required attribute "{name}"', path)
            found[name] = Value(without_optional(wanted), None)
            continue
        if item.type != wanted and not possible(item.type, wanted):
            message = f'map element type is incompatible with attribute "{name}"'
            raise ConversionError(f"{message}: {mismatch(item.type, wanted)}", path)
        found[name] = _apply(item, wanted, (*path, name))
    return object_of(found)


def filled(given: Type, wanted: Type) -> Type:
    """`wanted` with its unknown parts as `given` has them, for a value that is not there yet."""
    if given is DYNAMIC or wanted is DYNAMIC:
        return wanted if given is DYNAMIC else given
    match wanted:
        case MapType() | ListType() | SetType():
            return type(wanted)(filled(_element(given), wanted.element))
        case TupleType(items=items) if isinstance(given, TupleType):
            pairs = zip(given.items, items, strict=True)
            return TupleType(tuple(filled(one, other) for one, other in pairs))
        case ObjectType(attributes=attributes):
            own = given.attributes if isinstance(given, ObjectType) else {}
            other = given.element if isinstance(given, MapType) else DYNAMIC
            return ObjectType(
                {name: filled(own.get(name, other), each) for name, each in attributes.items()}
            )
        case _:
            return wanted


def _element(given: Type) -> Type:
    match given:
        case ListType(element=element) | SetType(element=element) | MapType(element=element):
            return element
        case TupleType(items=items):
            return unify(items) or DYNAMIC
        case ObjectType(attributes=attributes):
            return unify(tuple(attributes.values())) or DYNAMIC
        case _:
            return DYNAMIC
