"""Nothing that a file says takes long, much memory, or a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluated import evaluated
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.evaluate.dispatch import LARGEST, LONGEST
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.functions.model import function, names
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.values import UNKNOWN, Value, from_python, is_wholly_known, tuple_of
from tfgen.hcl.syntax import Constant, Expression, Parentheses, Template, Tuple, Variable

LOOP = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]"


@pytest.mark.parametrize(
    "text",
    [
        LOOP,
        f"jsonencode({LOOP})",
        "setproduct(range(1000), range(1000), range(1000))",
        "[for a in range(1000) : sort([for b in range(1000) : b])]",
        "pow(10, 1000000)",
        "1e1000000",
        'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
        'regex("a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
        'format("%999999999d", 1)',
        'format("%.999999999f", 1.5)',
        'indent(999999999, "a\\nb")',
        'parseint("9999999999999999999999999999999999999999999999999999999999", 36)',
        'fileset("/", "**")',
        'file("/dev/zero")',
    ],
)
def test_too_much_work_is_unknown(text: str) -> None:
    value, problems = evaluated(text)
    assert problems == [] or "parseint" in text
    assert not is_wholly_known(value) or "parseint" in text


def test_strings_that_double_are_unknown_in_the_end() -> None:
    value: Value = from_python("0123456789")
    part = Variable(0, 1, "x")
    doubled = Template(0, 1, (part, part))
    for _ in range(40):
        value = evaluate(doubled, Scope(Path(), names={"x": value}))
    assert value.data is UNKNOWN
    assert LONGEST < 2**40


def test_values_that_double_are_unknown_in_the_end() -> None:
    value: Value = from_python([1])
    part = Variable(0, 1, "x")
    doubled = Tuple(0, 1, (part, part))
    for _ in range(30):
        value = evaluate(doubled, Scope(Path(), names={"x": value}))
    assert value.data is UNKNOWN or not is_wholly_known(value)
    assert LARGEST < 2**30


def test_types_that_double_are_unknown_in_the_end() -> None:
    value = Value(tuple_of((from_python(1),)).type, UNKNOWN)
    part = Variable(0, 1, "x")
    doubled = Tuple(0, 1, (part, part))
    for _ in range(30):
        made = evaluate(doubled, Scope(Path(), names={"x": value}))
        value = Value(made.type, UNKNOWN)
    assert evaluate(part, Scope(Path(), names={"x": value})) is not None


def test_deep_nesting_is_dynamic_without_problems() -> None:
    expression: Expression = Constant(0, 1, 1)
    for _ in range(5000):
        expression = Parentheses(0, 1, expression)
    scope = Scope(Path())
    assert not evaluate(expression, scope).is_known
    assert scope.problems == []


ARGUMENTS = [
    "null", "1", "-1", "0.5", "1e30", '""', '"a"', '"1"', '"a,b"', '"/x/"', '"{}"', '"10.0.0.0/8"',
    '"2020-01-01T00:00:00Z"', "true", "[]", "{}", "[1, 2]", '["a", "b"]', "{ a = 1 }", "[[1], []]",
    "var.any", "var.str", "var.num", "var.strings", "var.object", "var.secret", "toset([1, 2])",
    'tomap({ a = "b" })', "[null]", '"é"', '"%s %d"', '"%["', "tolist([])", '"${var.str}x"',
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(sorted(names())),
    st.lists(st.sampled_from(ARGUMENTS), max_size=4),
    st.booleans(),
)
def test_no_arguments_make_a_function_fail(name: str, given: list[str], expand: bool) -> None:
    text = f"{name}({', '.join(given)}{'...' if expand and given else ''})"
    value, problems = evaluated(text)
    assert isinstance(value, Value)
    assert all(problem.message and problem.offset >= 4 for problem in problems)


def test_every_function_is_known() -> None:
    assert len(names()) > 115
    assert all(function(name) is not None for name in names())
    assert function("core::upper") == function("upper")
    assert function("nothing") is None
