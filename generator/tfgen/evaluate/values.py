"""Values of Terraform's expressions: known, null, or unknown of a type.

A number is an `int`, or a `Decimal` where it has a fraction (tfgen/evaluate/numbers.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

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
)


class Unknown(Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN
Data: TypeAlias = (
    "Unknown | str | bool | int | Decimal | tuple[Value, ...] | dict[str, Value] | None"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its type.

    `data` is `UNKNOWN`, None (null), a `str`, `bool`, `int` or `Decimal`, a tuple of values (list,
    set, tuple) or a dict of values (map, object; never to be changed). `sensitive` and `ephemeral`
    are Terraform's marks of this value; parts of it may have marks of their own. `not_null` tells
    of an unknown value that it will not be null.
    """

    type: Type
    data: Data
    sensitive: bool = False
    ephemeral: bool = False
    not_null: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the value itself is known (null is known); its parts may not be."""
        return self.data is not UNKNOWN

    @property
    def is_null(self) -> bool:
        """Whether the value is known to be null."""
        return self.data is None

    @property
    def is_wholly_known(self) -> bool:
        """Whether the value and all its parts are known."""
        return is_wholly_known(self)

    def marked(self, *others: Value) -> Value:
        """The value with the marks of others added to its own."""
        sensitive = ephemeral = False
        for other in others:
            sensitive, ephemeral = sensitive or other.sensitive, ephemeral or other.ephemeral
        if (not sensitive or self.sensitive) and (not ephemeral or self.ephemeral):
            return self
        return Value(
            self.type,
            self.data,
            sensitive or self.sensitive,
            ephemeral or self.ephemeral,
            self.not_null,
        )


DYNAMIC_VALUE = Value(DYNAMIC, UNKNOWN)
NULL = Value(DYNAMIC, None)
TRUE = Value(BOOL, True)
FALSE = Value(BOOL, False)
UNKNOWN_STRING = Value(STRING, UNKNOWN, not_null=True)
UNKNOWN_NUMBER = Value(NUMBER, UNKNOWN, not_null=True)
UNKNOWN_BOOL = Value(BOOL, UNKNOWN, not_null=True)


def unknown(type_: Type, *, sensitive: bool = False, ephemeral: bool = False) -> Value:
    """A value of which only the type is known; it may turn out to be null."""
    if type_ is DYNAMIC and not sensitive and not ephemeral:
        return DYNAMIC_VALUE
    return Value(type_, UNKNOWN, sensitive, ephemeral)


def string(text: str) -> Value:
    """A known string, in Unicode's normal form C as all strings of Terraform."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    return Value(STRING, text)


def number(data: int | Decimal) -> Value:
    """A known number; see `tfgen.evaluate.numbers.tidy` for what is computed."""
    return Value(NUMBER, data)


def boolean(data: bool) -> Value:
    """A known bool."""
    return TRUE if data else FALSE


def tuple_of(items: tuple[Value, ...]) -> Value:
    """What `[a, b]` is."""
    return Value(TupleType(tuple([item.type for item in items])), items)


def object_of(attributes: dict[str, Value]) -> Value:
    """What `{a = b}` is; the attributes in the order of their names, as Terraform has them."""
    ordered = {name: attributes[name] for name in sorted(attributes)}
    return Value(ObjectType({name: each.type for name, each in ordered.items()}), ordered)


def is_wholly_known(value: Value) -> bool:
    """Whether the value and all its parts are known."""
    data = value.data
    if isinstance(data, tuple):
        return all(map(is_wholly_known, data))
    if isinstance(data, dict):
        return all(map(is_wholly_known, data.values()))
    return data is not UNKNOWN


def has_length(value: Value) -> bool:
    """Whether it is known how many elements a known collection has.

    Unknown elements of a set may turn out to be equal to others.
    """
    if not isinstance(value.type, SetType) or not isinstance(value.data, tuple):
        return value.is_known
    return len(value.data) <= 1 or is_wholly_known(value)


def parts(value: Value) -> tuple[Value, ...]:
    """The elements of a known list, set, tuple, map or object; none for anything else."""
    if isinstance(value.data, tuple):
        return value.data
    return tuple(value.data.values()) if isinstance(value.data, dict) else ()


def unmarked(value: Value) -> Value:
    """The value without its own marks; parts keep theirs."""
    if not value.sensitive and not value.ephemeral:
        return value
    return replace(value, sensitive=False, ephemeral=False)


def unmarked_deeply(value: Value) -> tuple[Value, bool, bool]:
    """The value without any marks; whether any part was sensitive, whether any was ephemeral."""
    sensitive, ephemeral = value.sensitive, value.ephemeral
    if not isinstance(value.data, tuple | dict):
        return unmarked(value), sensitive, ephemeral
    found = [unmarked_deeply(part) for part in parts(value)]
    inner_sensitive = any(each[1] for each in found)
    inner_ephemeral = any(each[2] for each in found)
    data: Data = value.data
    if inner_sensitive or inner_ephemeral:
        bare = tuple([each[0] for each in found])
        data = dict(zip(data, bare, strict=True)) if isinstance(data, dict) else bare
    elif not sensitive and not ephemeral:
        return value, False, False
    return Value(value.type, data), sensitive or inner_sensitive, ephemeral or inner_ephemeral


def from_python(given: object) -> Value:
    """Python's value as the value that HCL's constructors would give; `UNKNOWN` is dynamic.

    Takes None, str, bool, int, float, Decimal, lists or tuples, dicts with text as keys, and
    values themselves; anything else raises `TypeError`.
    """
    match given:
        case Value():
            found = given
        case None:
            found = NULL
        case Unknown():
            found = DYNAMIC_VALUE
        case bool():
            found = boolean(given)
        case str():
            found = string(given)
        case int() | float() | Decimal():
            from tfgen.evaluate.numbers import from_literal

            found = from_literal(given)
        case Mapping():
            found = object_of({str(name): from_python(each) for name, each in given.items()})
        case list() | tuple():
            found = tuple_of(tuple([from_python(each) for each in given]))
        case _:
            raise TypeError(f"{type(given).__name__} is no value of Terraform")
    return found


def to_python(value: Value) -> object:
    """The value as None, str, bool, int, Decimal, list or dict; `UNKNOWN` for any unknown part."""
    if isinstance(value.data, tuple):
        return [to_python(each) for each in value.data]
    if isinstance(value.data, dict):
        return {name: to_python(each) for name, each in value.data.items()}
    return value.data


def list_of(element: Type, items: tuple[Value, ...]) -> Value:
    """A list of items that have the type `element`."""
    return Value(ListType(element), items)


def map_of(element: Type, items: dict[str, Value]) -> Value:
    """A map of items that have the type `element`, in the order of the keys."""
    return Value(MapType(element), {name: items[name] for name in sorted(items)})


def set_of(element: Type, items: tuple[Value, ...]) -> Value:
    """A set of items that have the type `element`: each once, in Terraform's order.

    A mark of an item becomes one of the set, as in Terraform.
    """
    from tfgen.evaluate.sets import ordered

    found = [unmarked_deeply(item) for item in items]
    sensitive = any(each[1] for each in found)
    ephemeral = any(each[2] for each in found)
    return Value(
        SetType(element), ordered([each[0] for each in found], element), sensitive, ephemeral
    )
