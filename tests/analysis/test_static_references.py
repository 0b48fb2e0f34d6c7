"""What an expression refers to, seen without evaluating it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.analysis.page import Page
from tfgen.analysis.refs import InvalidReferenceError, node_of
from tfgen.hcl.file import read_text


def nodes(expression: str, *names: str) -> list[tuple[str, ...]]:
    """What an expression needs; `("?", …)` for what only looks like a reference."""
    file = read_text(f"a = {expression}\n", Path("main.tf"))
    assert file.body, file.problems
    found = Page.of(file).references(file.body.attributes[0].value, frozenset(names))
    return sorted(
        ("?", one.message) if isinstance(one, InvalidReferenceError) else node_of(one)
        for one in found
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.a.b[0]", [("var", "a")]),
        ("aws_lb.this[0].arn", [("resource", "aws_lb", "this")]),
        ("resource.aws_lb.this.arn", [("resource", "aws_lb", "this")]),
        ("data.aws_lb.this", [("data", "aws_lb", "this")]),
        ("module.m.out", [("module", "m", "out")]),
        ('module.m["a"].out', [("module", "m", "out")]),
        # A computed index ends what is known of the reference; it is one of its own.
        ("module.m[var.i].out", [("module", "m"), ("var", "i")]),
        ("x.y[local.k].z", [("local", "k"), ("resource", "x", "y")]),
        ("x.y[*].z[var.i]", [("resource", "x", "y"), ("var", "i")]),
        ("[for k, v in var.m : k if v.x == var.y]", [("var", "m"), ("var", "y")]),
        ("[for x in [1] : [for y in x : y]]", []),
        (
            '"a ${local.b} %{ for c in var.d }${c}${var.e}%{ endfor }"',
            [("local", "b"), ("var", "d"), ("var", "e")],
        ),
        ("{ a = 1, (var.k) = var.v }", [("var", "k"), ("var", "v")]),
        ("upper(each.key)", [("each", "key")]),
        ("self.id", [("self",)]),
    ],
)
def test_what_is_referred_to(expression: str, expected: list[tuple[str, ...]]) -> None:
    assert nodes(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "hello",
        "var",
        'var["a"]',
        "data.x",
        "resource.x",
        'x["y"]',
        "x.y[true]",
        "x.y[0.5]",
        "template.a",
        "module.m[0][1]",
    ],
)
def test_what_refers_to_nothing(expression: str) -> None:
    ((mark, message),) = nodes(expression)
    assert mark == "?"
    assert message


def test_names_that_stand_for_something_else() -> None:
    assert nodes("item.value + var.x", "item") == [("var", "x")]
