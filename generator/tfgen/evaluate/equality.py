"""Whether two values are equal, by the rules of cty's `Value.Equals`."""

from __future__ import annotations

from tfgen.evaluate.types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    has_dynamic,
)
from tfgen.evaluate.values import UNKNOWN, Value, is_wholly_known, parts


def equals(left: Value, right: Value) -> bool | None:
    """Whether two values without marks are equal; None where that is not known yet."""
    if (left.data is None and right.not_null) or (right.data is None and left.not_null):
        return False
    if left.data is UNKNOWN or right.data is UNKNOWN:
        return _with_unknown(left, right)
    if left.data is None or right.data is None:
        return left.data is None and right.data is None
    if not _typed(left) or not _typed(right):
        if not conforms(left.type, right.type) and not conforms(right.type, left.type):
            return False
        return None
    return left.type == right.type and _same_parts(left, right)


def _with_unknown(left: Value, right: Value) -> bool | None:
    """Values of which one at least is unknown differ for certain only by their types."""
    if left.data is UNKNOWN and right.data is UNKNOWN:
        return None
    known, other = (right, left) if left.data is UNKNOWN else (left, right)
    if known.data is None:
        return None
    return None if conforms(known.type, other.type) else False


def _same_parts(left: Value, right: Value) -> bool | None:
    if isinstance(left.type, SetType):
        return left == right if is_wholly_known(left) and is_wholly_known(right) else None
    if isinstance(left.data, tuple) and isinstance(right.data, tuple):
        if len(left.data) != len(right.data):
            return False
        pairs = list(zip(left.data, right.data, strict=True))
    elif isinstance(left.data, dict) and isinstance(right.data, dict):
        if left.data.keys() != right.data.keys():
            return False
        pairs = [(left.data[name], right.data[name]) for name in left.data]
    else:
        return left.data == right.data
    results = [equals(one, other) for one, other in pairs]
    return None if None in results else all(results)


def _typed(value: Value) -> bool:
    """Whether the types of all parts are known."""
    if value.type is DYNAMIC:
        return value.data is None
    found = parts(value)
    return all(map(_typed, found)) if found else not has_dynamic(value.type)


def conforms(given: Type, pattern: Type) -> bool:
    """Whether a type is the pattern, whose dynamic parts stand for any type."""
    if pattern is DYNAMIC:
        return True
    match given, pattern:
        case (
            (ListType(element=one), ListType(element=other))
            | (SetType(element=one), SetType(element=other))
            | (MapType(element=one), MapType(element=other))
        ):
            return conforms(one, other)
        case TupleType(), TupleType():
            return len(given.items) == len(pattern.items) and all(
                map(conforms, given.items, pattern.items)
            )
        case ObjectType(), ObjectType():
            return given.attributes.keys() == pattern.attributes.keys() and all(
                conforms(each, pattern.attributes[name]) for name, each in given.attributes.items()
            )
    return given == pattern
