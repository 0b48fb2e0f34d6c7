"""Numbers as Terraform has them: binary floating point of 512 bits, as `int` or exact `Decimal`.

What those 512 bits would round (`1/3`, `1.1*1.1`) is not computed: the answer is None, unknown.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation, Overflow

from tfgen.evaluate.types import NUMBER
from tfgen.evaluate.values import UNKNOWN_NUMBER, Value

# Terraform's own integers (length, range) have 64 bits; below this all of them agree.
_EXACT = 2**63
# 512 bits are 154 decimal digits; a text of up to 150 digits comes back the same.
_DIGITS = 150
_CHEAP = 40
_EXACT_CONTEXT = Context(prec=_DIGITS, traps=[InvalidOperation, Overflow])
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
# What Go's big.ParseFloat takes beyond decimals: infinity, and a power of two as exponent.
_OTHER = re.compile(r"[+-]?(inf|Inf|(\d+(\.\d*)?|\.\d+)[pPeE][+-]?\d+)", re.ASCII)


class NotExactError(ValueError):
    """A text is a number to Terraform, and none that this module can hold."""


def tidy(given: Decimal | int) -> int | Decimal | None:
    """The number as `int` where it is whole, else as `Decimal`; None where it is too long."""
    if isinstance(given, int):
        return given if -(2**512) < given < 2**512 else None
    if not given.is_finite() or abs(given.adjusted()) > _DIGITS:
        return None
    if len(given.as_tuple().digits) > _DIGITS:
        return None
    return int(given) if given == given.to_integral_value() else given.normalize(_EXACT_CONTEXT)


def from_literal(given: int | float | Decimal) -> Value:
    """The value of a number that stands in a file; unknown where it is too long."""
    data = tidy(Decimal(repr(given)) if isinstance(given, float) else given)
    return UNKNOWN_NUMBER if data is None else Value(NUMBER, data)


def parse(text: str) -> int | Decimal:
    """The number that a string says, as `tonumber` reads it.

    Raises `ValueError` where it is none, `NotExactError` where it is one that is too long.
    """
    if _DECIMAL.fullmatch(text):
        data = tidy(Decimal(text))
        # Negative zero keeps its sign in Terraform.
        if data is not None and (data != 0 or not text.startswith("-")):
            return data
        raise NotExactError(text)
    if _OTHER.fullmatch(text):
        raise NotExactError(text)
    raise ValueError(text)


def text_of(data: int | Decimal) -> str:
    """The number as a string: `1000`, `0.1`, `0.0000001`; never with an exponent."""
    return str(data) if isinstance(data, int) else format(data, "f")


def _binary(data: int | Decimal) -> bool:
    """Whether the number has no more than 63 bits, so that no arithmetic on it is rounded."""
    if isinstance(data, int):
        return -_EXACT < data < _EXACT
    if len(data.as_tuple().digits) > _CHEAP or abs(data.adjusted()) > _CHEAP:
        return False
    top, bottom = data.as_integer_ratio()
    return bottom & (bottom - 1) == 0 and abs(top) < _EXACT and bottom < _EXACT


def arithmetic(sign: str, left: int | Decimal, right: int | Decimal) -> int | Decimal | None:
    """`left sign right` for `+ - * / %`; None where the result is not exact, or infinite.

    Raises `ZeroDivisionError` for 0/0, which Terraform refuses; `5/0` is infinity to it.
    """
    if sign == "%":
        return _remainder(left, right)
    if sign == "/" and right == 0:
        if left == 0:
            raise ZeroDivisionError
        return None
    if not _binary(left) or not _binary(right):
        return None
    exact_left, exact_right = Decimal(left), Decimal(right)
    match sign:
        case "+":
            data = tidy(_EXACT_CONTEXT.add(exact_left, exact_right))
        case "-":
            data = tidy(_EXACT_CONTEXT.subtract(exact_left, exact_right))
        case "*":
            data = tidy(_EXACT_CONTEXT.multiply(exact_left, exact_right))
        case _:
            data = tidy(_EXACT_CONTEXT.divide(exact_left, exact_right))
    return data if data is not None and _binary(data) else None


def _remainder(left: int | Decimal, right: int | Decimal) -> int | Decimal | None:
    """The remainder has the sign of `left`; of a division by zero it is `left` itself."""
    if right == 0:
        return left
    if not _binary(left) or not _binary(right):
        return None
    left_top, left_bottom = left.as_integer_ratio()
    right_top, right_bottom = right.as_integer_ratio()
    top, bottom = left_top * right_bottom, left_bottom * right_top
    whole = abs(top) // abs(bottom)
    times = whole if (top < 0) == (bottom < 0) else -whole
    product = _EXACT_CONTEXT.multiply(Decimal(right), Decimal(times))
    return tidy(_EXACT_CONTEXT.subtract(Decimal(left), product))
