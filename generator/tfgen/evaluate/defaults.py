"""The defaults of optional attributes put into a value that is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tfgen.evaluate.conversion import ConversionError, convert, unify
from tfgen.evaluate.types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    TupleType,
    Type,
    element_type,
)
from tfgen.evaluate.values import (
    UNKNOWN,
    Value,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
    unmarked,
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults in a type: of attributes by their names, and of what is inside.

    `children` are by the name of an attribute or the index in a tuple, or "" for all elements of a
    collection; `values` are of the types of the attributes.
    """

    type: Type
    values: Mapping[str, Value] = field(default_factory=dict)
    children: Mapping[str, Defaults] = field(default_factory=dict)


def apply_defaults(value: Value, defaults: Defaults) -> Value:
    """The value with what is missing or null in it; to be converted to the type afterwards.

    A value that is itself null or unknown stays what it is.
    """
    if value.data is None or value.data is UNKNOWN:
        return value
    bare = unmarked(value)
    if isinstance(bare.data, tuple):
        items = tuple([_inner(item, defaults, index) for index, item in enumerate(bare.data)])
        return _sequence(bare, items).marked(value)
    if isinstance(bare.data, dict):
        return _mapping(bare, bare.data, defaults).marked(value)
    return value


def _inner(value: Value, defaults: Defaults, key: int | str) -> Value:
    if isinstance(key, int):
        own = isinstance(defaults.type, TupleType)
    else:
        own = isinstance(defaults.type, ObjectType)
    child = defaults.children.get(str(key) if own else "")
    return value if child is None else apply_defaults(value, child)


def _sequence(value: Value, items: tuple[Value, ...]) -> Value:
    if isinstance(value.type, TupleType):
        return tuple_of(items)
    make = list_of if isinstance(value.type, ListType) else set_of
    if not items:
        return make(element_type(value.type), ())
    alike = _alike(items)
    return tuple_of(items) if alike is None else make(alike[0].type, alike)


def _alike(items: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """The items as values of one type; None where there is none."""
    common = unify([item.type for item in items])
    if common is None:
        return None
    try:
        return tuple([convert(item, common) for item in items])
    except ConversionError:
        return None


def _mapping(value: Value, given: dict[str, Value], defaults: Defaults) -> Value:
    found = {name: _inner(item, defaults, name) for name, item in given.items()}
    for name, default in defaults.values.items():
        own = found.get(name)
        if own is None or own.data is None:
            child = defaults.children.get(name)
            found[name] = default if child is None else apply_defaults(default, child)
        elif default.data is not None and not own.is_known and own.type is not DYNAMIC:
            found[name] = Value(own.type, UNKNOWN, own.sensitive, own.ephemeral, not_null=True)
    if not isinstance(value.type, MapType):
        return object_of(found)
    if not found:
        return map_of(element_type(value.type), {})
    alike = _alike(tuple(found.values()))
    if alike is None:
        return object_of(found)
    return map_of(alike[0].type, dict(zip(found, alike, strict=True)))
