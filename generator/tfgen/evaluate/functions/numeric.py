"""Functions of numbers: https://developer.hashicorp.com/terraform/language/functions#numeric."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from tfgen.evaluate import numbers
from tfgen.evaluate.functions.arguments import amount, integer, text
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import NUMBER, STRING, Type, show
from tfgen.evaluate.values import UNKNOWN_NUMBER, Value, number

_MOST = 1024
_EXACT = 2**53
_PYTHON_BASES = 36
_BASES = range(2, 63)
_SPAN = (1, 2, 3)


def _of_number(name: str, change: Callable[[int | Decimal], int | Decimal]) -> None:
    @implements(name)
    def run(call: Invocation) -> Value:
        return number(change(amount(call.given[0])))


def _absolute(given: int | Decimal) -> int | Decimal:
    return -given if given < 0 else given


_of_number("abs", _absolute)
_of_number("ceil", math.ceil)
_of_number("floor", math.floor)


@implements("signum")
def signum(call: Invocation) -> Value:
    """-1, 0 or 1; only of a whole number."""
    whole = integer(call.given[0])
    return number((whole > 0) - (whole < 0))


def _extreme(name: str, choose: Callable[[list[int | Decimal]], int | Decimal]) -> None:
    @implements(name)
    def run(call: Invocation) -> Value:
        if not call.given:
            raise FunctionError("must pass at least one number")
        return number(choose([amount(each) for each in call.given]))


_extreme("max", max)
_extreme("min", min)


@implements("pow")
def power(call: Invocation) -> Value:
    """A power, where it is whole and no longer than floating point of 64 bits is exact."""
    base, exponent = amount(call.given[0]), amount(call.given[1])
    if isinstance(base, Decimal) or isinstance(exponent, Decimal) or exponent < 0:
        return UNKNOWN_NUMBER
    if abs(base) > _EXACT or (
        abs(base) > 1 and exponent * math.log2(abs(base)) > math.log2(_EXACT)
    ):
        return UNKNOWN_NUMBER
    return number(base ** (exponent if abs(base) > 1 else min(exponent, 2 + exponent % 2)))


def _parseint_type(given: Arguments) -> Type:
    if given[0].type is not STRING:
        raise ArgumentError(0, f"a string is required, not {show(given[0].type)}")
    return NUMBER


@implements("parseint", result=_parseint_type)
def parseint(call: Invocation) -> Value:
    """The whole number that a text is in a base from 2 to 62."""
    digits, base = text(call.given[0]), integer(call.given[1], 1)
    if base not in _BASES:
        raise ArgumentError(1, "the base must be from 2 to 62")
    bare = digits.lstrip("+-") if digits[:1] in ("+", "-") else digits
    plain = bare.isascii() and bare.isalnum() and len(digits) - len(bare) <= 1
    if not plain:
        raise ArgumentError(0, f'"{digits}" is no number to base {base}')
    if base > _PYTHON_BASES or len(digits) > _MOST:
        raise NotExactError
    try:
        data = numbers.tidy(int(digits, base))
    except ValueError:
        raise ArgumentError(0, f'"{digits}" is no number to base {base}') from None
    if data is None or (data == 0 and digits.startswith("-")):
        raise NotExactError
    return number(data)


@implements("range")
def range_(call: Invocation) -> Value:
    """Numbers from a start to before an end, 1024 at most."""
    if len(call.given) not in _SPAN:
        raise FunctionError("must have one, two, or three arguments")
    found = [amount(each) for each in call.given]
    start, end = (0, found[0]) if len(found) == 1 else (found[0], found[1])
    step = found[2] if len(found) == _SPAN[-1] else (-1 if end < start else 1)
    if step < 0 and end > start:
        raise ArgumentError(1, "the end must be less than the start when the step is negative")
    if step >= 0 and end < start:
        raise ArgumentError(1, "the end must be greater than the start when the step is positive")
    if step == 0 and start != end:
        raise FunctionError("the step must not be zero")
    out: list[Value] = []
    current: int | Decimal | None = start
    while current is not None and (current > end if step < 0 else current < end):
        if len(out) == _MOST:
            raise FunctionError(f"more than {_MOST} values; use another step or end")
        out.append(number(current))
        current = numbers.arithmetic("+", current, step)
    if current is None:
        raise NotExactError
    return Value(call.type, tuple(out))
