"""Why a value of one type cannot become one of another, in a few words."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.evaluate.types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    show,
)
from tfgen.evaluate.unification import possible


def mismatch(given: Type, wanted: Type) -> str:
    """What is required: "number required", "attribute "a" is required", "element 0: …"."""
    match given, wanted:
        case ObjectType(), ObjectType():
            return _objects(given, wanted)
        case (TupleType(), (ListType() | SetType())) if wanted.element is not DYNAMIC:
            found = _elements(enumerate(given.items), wanted.element)
            return found or f"all elements must be {show(wanted.element)}"
        case ObjectType(), MapType() if wanted.element is not DYNAMIC:
            named = ((f'"{name}"', each) for name, each in given.attributes.items())
            return (
                _elements(named, wanted.element) or f"all elements must be {show(wanted.element)}"
            )
        case (TupleType(), (ListType() | SetType())) | (ObjectType(), MapType()):
            return f"all elements of a {show(wanted).split()[0]} must have one type"
        case (
            (ListType(element=one) | SetType(element=one)),
            (ListType(element=other) | SetType(element=other)),
        ) | (MapType(element=one), MapType(element=other)):
            word = show(wanted).split()[0]
            return f"incorrect {word} element type: {mismatch(one, other)}"
    return f"{show(wanted)} required"


def _elements(items: Iterable[tuple[int | str, Type]], wanted: Type) -> str:
    for place, given in items:
        if given != wanted and not possible(given, wanted):
            return f"element {place}: {mismatch(given, wanted)}"
    return ""


def _objects(given: ObjectType, wanted: ObjectType) -> str:
    missing = sorted(
        name
        for name in wanted.attributes
        if name not in given.attributes and name not in wanted.optional
    )
    if missing:
        names = [f'"{name}"' for name in missing]
        if len(names) == 1:
            return f"attribute {names[0]} is required"
        return f"attributes {', '.join(names[:-1])} and {names[-1]} are required"
    for name, each in wanted.attributes.items():
        own = given.attributes.get(name)
        if own is not None and own != each and not possible(own, each):
            return f'attribute "{name}": {mismatch(own, each)}'
    return "incorrect object attributes"
