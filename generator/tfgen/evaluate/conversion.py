"""Values of one type as values of another, by the rules of cty, Terraform's type system.

https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from __future__ import annotations

from tfgen.evaluate import numbers
from tfgen.evaluate.mismatch import mismatch
from tfgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    without_optional,
)
from tfgen.evaluate.unification import possible, unify
from tfgen.evaluate.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    UNKNOWN_NUMBER,
    UNKNOWN_STRING,
    Value,
    is_wholly_known,
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
    if type_ is DYNAMIC:
        return value
    if value.sensitive or value.ephemeral:
        return _apply(unmarked(value), type_, path).marked(value)
    if value.data is UNKNOWN or value.data is None:
        exact = filled(value.type, without_optional(type_))
        return Value(exact, value.data, not_null=value.not_null)
    if value.type == type_:
        return value
    match type_:
        case ListType(element=element):
            return _to_list(value, element, path)
        case SetType(element=element):
            return _to_set(value, element, path)
        case MapType(element=element):
            return _to_map(value, element, path)
        case TupleType(items=types):
            return _to_tuple(value, types, path)
        case ObjectType():
            return _to_object(value, type_, path)
        case _:
            return _to_primitive(value, type_, path)


def _to_primitive(value: Value, type_: Type, path: Path) -> Value:
    data = value.data
    if type_ is STRING:
        if isinstance(data, bool):
            return Value(STRING, "true" if data else "false")
        assert not isinstance(data, str | tuple | dict) and data is not UNKNOWN  # noqa: S101, PT018
        return Value(STRING, numbers.text_of(data)) if data is not None else UNKNOWN_STRING
    if type_ is NUMBER and isinstance(data, str):
        try:
            return Value(NUMBER, numbers.parse(data))
        except numbers.NotExactError:
            return UNKNOWN_NUMBER
        except ValueError:
            raise ConversionError("a number is required", path) from None
    if type_ is BOOL and isinstance(data, str):
        if data in ("true", "1"):
            return TRUE
        if data in ("false", "0"):
            return FALSE
        advice = f'; to convert from string, use lowercase "{data.lower()}"'
        more = advice if data.lower() in ("true", "false") else ""
        raise ConversionError(f"a bool is required{more}", path)
    raise ConversionError(mismatch(value.type, type_), path)


def _items(value: Value) -> tuple[Value, ...]:
    assert isinstance(value.data, tuple)  # noqa: S101 (`possible` has looked at the types)
    return value.data


def _entries(value: Value) -> dict[str, Value]:
    assert isinstance(value.data, dict)  # noqa: S101 (`possible` has looked at the types)
    return value.data


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
    if isinstance(value.type, SetType) and not is_wholly_known(value):
        return Value(ListType(value.type.element), UNKNOWN)
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
    if element is DYNAMIC and isinstance(value.type, ListType | SetType | MapType):
        return value.type.element
    return without_optional(element)


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
    if given is DYNAMIC:
        return wanted
    if wanted is DYNAMIC:
        return given
    match wanted:
        case MapType(element=element):
            return MapType(filled(_element(given), element))
        case ListType(element=element):
            return ListType(filled(_element(given), element))
        case SetType(element=element):
            return SetType(filled(_element(given), element))
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
