"""Circles of declarations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.analysis.graph import circles
from tfgen.analysis.refs import Node

Analysed = Callable[[str], list[tuple[str, str, int]]]
_NODES = st.integers(0, 6).map(lambda number: ("local", f"n{number}"))


@given(st.dictionaries(_NODES, st.sets(_NODES)))
def test_circles_are_what_reaches_itself(edges: dict[Node, set[Node]]) -> None:
    def reached(start: Node) -> set[Node]:
        found: set[Node] = set()
        todo = list(edges.get(start, ()))
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += edges.get(node, ())
        return found

    members = {node for node in edges if node in reached(node)}
    found = circles(edges)
    assert {node for circle in found for node in circle} == members
    for circle in found:
        assert all(set(circle) <= reached(node) for node in circle)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("locals {\n  a = local.b\n  b = [for x in local.c : x]\n  c = [local.a]\n}\n", 2),
        ("locals {\n  a = 1\n  b = { x = local.b }\n}\n", 3),
        (
            'variable "v" {\n  validation {\n    condition     = var.v == local.l\n'
            '    error_message = "no"\n  }\n}\nlocals {\n  l = var.v\n}\n',
            1,
        ),
    ],
)
def test_a_circle_is_reported_once_at_its_first_member(
    text: str, line: int, analysed: Analysed
) -> None:
    assert analysed(text) == [("TFG114", "main.tf", line)]


CALL = """\
module "m" {
  source = "./m"
  %s
}
resource "x" "a" {
  input = module.m.%s
}
# file: m/main.tf
variable "one" {
  default = 1
}
variable "two" {
  default = 2
}
locals {
  both = [var.one]
}
output "of_one" {
  value = local.both
}
output "of_none" {
  value = 1
}
"""


@pytest.mark.parametrize(
    ("argument", "output", "circle"),
    [
        ("one = x.a.id", "of_one", True),
        ("one = x.a.id", "of_none", False),
        ("two = x.a.id", "of_one", False),
        ("depends_on = [x.a]", "of_none", True),
        ("count = x.a.id", "of_none", True),
    ],
)
def test_circles_through_a_module(
    argument: str, output: str, circle: bool, analysed: Analysed
) -> None:
    found = [code for code, _, _ in analysed(CALL % (argument, output))]
    assert ("TFG114" in found) == circle
