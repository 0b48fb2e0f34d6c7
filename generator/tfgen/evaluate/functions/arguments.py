"""Arguments as Python's values: what the implementations of functions have in common."""

from __future__ import annotations

from decimal import Decimal

from tfgen.evaluate.functions.model import ArgumentError, FunctionError
from tfgen.evaluate.types import STRING, ListType
from tfgen.evaluate.values import Value, string

_LARGEST_INTEGER = 2**63


def text(value: Value) -> str:
    """The text of a known string that is not null."""
    if isinstance(value.data, str):
        return value.data
    raise FunctionError("a string is required")


def items(value: Value) -> tuple[Value, ...]:
    """The elements of a known list, set or tuple, or the values of a map or object."""
    if isinstance(value.data, dict):
        return tuple(value.data.values())
    if isinstance(value.data, tuple):
        return value.data
    raise FunctionError("a collection is required")


def entries(value: Value) -> dict[str, Value]:
    """The entries of a known map or object."""
    if isinstance(value.data, dict):
        return value.data
    raise FunctionError("a map is required")


def amount(value: Value) -> int | Decimal:
    """The number in a known value."""
    if isinstance(value.data, int | Decimal):
        return value.data
    raise FunctionError("a number is required")


def integer(value: Value, index: int | None = None) -> int:
    """The whole number in a known value; the error names argument `index`, or the call."""
    data = amount(value)
    if isinstance(data, int) and -_LARGEST_INTEGER <= data < _LARGEST_INTEGER:
        return int(data)
    message = "value must be a whole number"
    raise FunctionError(message) if index is None else ArgumentError(index, message)


def strings(texts: list[str]) -> Value:
    """A list of strings."""
    return Value(ListType(STRING), tuple([string(each) for each in texts]))
