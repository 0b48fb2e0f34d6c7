"""The types of values in Terraform's expressions.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Primitive(Enum):
    """`string`, `number`, `bool`, or `dynamic` (a type that is not known)."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True)
class ListType:
    """`list(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetType:
    """`set(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    """`map(element)`; the keys are strings."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple([item, …])`, what `[a, b]` is."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`object({name = type, …})`, what `{a = b}` is; `optional` are names that may be missing."""

    attributes: Mapping[str, Type]
    optional: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash((frozenset(self.attributes.items()), self.optional))


Type: TypeAlias = "Primitive | ListType | SetType | MapType | TupleType | ObjectType"

STRING = Primitive.STRING
NUMBER = Primitive.NUMBER
BOOL = Primitive.BOOL
DYNAMIC = Primitive.DYNAMIC
EMPTY_OBJECT = ObjectType({})

_BY_NAME = {each.value: each for each in Primitive}
_BY_WORD: dict[str, type[ListType] | type[SetType] | type[MapType]] = {
    "list": ListType,
    "set": SetType,
    "map": MapType,
}


def show(type_: Type, *, inner: bool = False) -> str:
    """The words that Terraform has for a type: "string", "list of string", "object"."""
    if isinstance(type_, Primitive):
        if type_ is not DYNAMIC:
            return type_.value
        return "any single type" if inner else "any type"
    if isinstance(type_, TupleType | ObjectType):
        return "tuple" if isinstance(type_, TupleType) else "object"
    word = next(word for word, kind in _BY_WORD.items() if isinstance(type_, kind))
    return f"{word} of {show(type_.element, inner=True)}"


def from_json(notation: object) -> Type:
    """The type in the notation of `terraform providers schema -json` and of state files.

    `"string"`, `["list", "string"]`, `["object", {"a": "string"}]`, and in an object's third place
    the names of its optional attributes. What is none of these is `DYNAMIC`.
    """
    if isinstance(notation, str):
        return _BY_NAME.get(notation, DYNAMIC)
    if not isinstance(notation, list) or len(notation) <= 1:
        return DYNAMIC
    word, inner, *more = notation
    kind: type[ListType] | type[SetType] | type[MapType] | None = _BY_WORD.get(word)
    if kind is not None:
        return kind(from_json(inner))
    if word == "tuple" and isinstance(inner, list):
        return TupleType(tuple(from_json(item) for item in inner))
    if word == "object" and isinstance(inner, dict):
        optional = frozenset(more[0]) if more else frozenset[str]()
        return ObjectType({name: from_json(each) for name, each in inner.items()}, optional)
    return DYNAMIC


def element_type(type_: Type) -> Type:
    """The type of the elements of a list, set or map; of anything else `DYNAMIC`."""
    return type_.element if isinstance(type_, ListType | SetType | MapType) else DYNAMIC


def has_dynamic(type_: Type) -> bool:
    """Whether a part of the type is not known."""
    match type_:
        case Primitive():
            return type_ is DYNAMIC
        case ListType(element=element) | SetType(element=element) | MapType(element=element):
            return has_dynamic(element)
        case TupleType(items=items):
            return any(map(has_dynamic, items))
        case ObjectType(attributes=attributes):
            return any(map(has_dynamic, attributes.values()))


def without_optional(type_: Type) -> Type:
    """The type of values of a constraint: no attribute of an object is optional any more."""
    match type_:
        case Primitive():
            return type_
        case ListType(element=element):
            return ListType(without_optional(element))
        case SetType(element=element):
            return SetType(without_optional(element))
        case MapType(element=element):
            return MapType(without_optional(element))
        case TupleType(items=items):
            return TupleType(tuple(map(without_optional, items)))
        case ObjectType(attributes=attributes):
            return ObjectType({name: without_optional(each) for name, each in attributes.items()})
