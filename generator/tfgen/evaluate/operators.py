"""`-a`, `!a`, and `a sign b`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tfgen.evaluate import numbers
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import handles, report, value_of
from tfgen.evaluate.equality import equals
from tfgen.evaluate.problems import FAILED_OPERATION, NULL_VALUE, OPERAND
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import BOOL, NUMBER, Type, show
from tfgen.evaluate.values import (
    UNKNOWN_BOOL,
    UNKNOWN_NUMBER,
    Value,
    boolean,
    number,
    unknown,
    unmarked_deeply,
)
from tfgen.hcl.syntax import Binary, Expression, Unary

_COMPARISONS: dict[str, Callable[[int | Decimal, int | Decimal], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_RESULTS: dict[str, Type] = dict.fromkeys("+-*/%", NUMBER)


def _operand(value: Value, wanted: Type, node: Expression, scope: Scope) -> Value | None:
    """The value as an operand; None where it can be none, which is reported."""
    try:
        return convert(value, wanted)
    except ConversionError as error:
        message = f"this operand does not fit: {error.message}"
        report(scope, OPERAND, node.start, message, f"write a {show(wanted)}, or convert it")
        return None


def _null(scope: Scope, offset: int) -> None:
    report(scope, NULL_VALUE, offset, "an operand is null", "ask first whether it is null")


@handles(Unary)
def unary(node: Unary, scope: Scope) -> Value:
    """`-operand` or `!operand`."""
    start = len(scope.problems)
    wanted = NUMBER if node.sign == "-" else BOOL
    given = value_of(node.operand, scope)
    value = _operand(given, wanted, node.operand, scope)
    if value is None or len(scope.problems) > start:
        return unknown(wanted)
    data = value.data
    if data is None:
        _null(scope, node.start)
        return unknown(wanted)
    if isinstance(data, bool):
        return boolean(not data).marked(value)
    if isinstance(data, int | Decimal) and data != 0:
        return number(-data).marked(value)
    # The negative zero of Terraform's numbers has no like here.
    return Value(wanted, UNKNOWN_NUMBER.data, not_null=True).marked(value)


@handles(Binary)
def binary(node: Binary, scope: Scope) -> Value:
    """`left sign right`; both sides are always evaluated."""
    start = len(scope.problems)
    left = value_of(node.left, scope)
    right = value_of(node.right, scope)
    if node.sign in ("==", "!="):
        if len(scope.problems) > start:
            return unknown(BOOL)
        return _equality(node.sign, left, right)
    wanted = BOOL if node.sign in ("&&", "||") else NUMBER
    one = _operand(left, wanted, node.left, scope)
    other = _operand(right, wanted, node.right, scope)
    if one is None or other is None or len(scope.problems) > start:
        return unknown(_RESULTS.get(node.sign, BOOL))
    if one.data is None or other.data is None:
        _null(scope, node.start)
        return unknown(_RESULTS.get(node.sign, BOOL))
    return _combined(node, one, other, scope).marked(one, other)


def _equality(sign: str, left: Value, right: Value) -> Value:
    bare_left, left_sensitive, left_ephemeral = unmarked_deeply(left)
    bare_right, right_sensitive, right_ephemeral = unmarked_deeply(right)
    same = equals(bare_left, bare_right)
    data = UNKNOWN_BOOL.data if same is None else same is (sign == "==")
    return Value(
        BOOL,
        data,
        left_sensitive or right_sensitive,
        left_ephemeral or right_ephemeral,
        not_null=same is None,
    )


def _combined(node: Binary, left: Value, right: Value, scope: Scope) -> Value:
    one, other = left.data, right.data
    if isinstance(one, bool) and isinstance(other, bool):
        return boolean(one and other if node.sign == "&&" else one or other)
    if not isinstance(one, int | Decimal) or not isinstance(other, int | Decimal):
        return UNKNOWN_NUMBER if node.sign in _RESULTS else UNKNOWN_BOOL
    compare = _COMPARISONS.get(node.sign)
    if compare is not None:
        return boolean(compare(one, other))
    if node.sign not in _RESULTS:
        return UNKNOWN_BOOL
    try:
        data = numbers.arithmetic(node.sign, one, other)
    except ZeroDivisionError:
        message = "zero divided by zero is no number"
        report(scope, FAILED_OPERATION, node.start, message, "ask first whether the divisor is 0")
        return unknown(NUMBER)
    return UNKNOWN_NUMBER if data is None else number(data)
