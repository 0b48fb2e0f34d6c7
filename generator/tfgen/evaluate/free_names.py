"""The names in an expression that no loop of its own has made, and the calls in it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.syntax import Call, For, ForDirective, Part, Variable, children

_NONE: frozenset[str] = frozenset()


def free_variables(node: Part, bound: frozenset[str] = _NONE) -> Iterator[Variable]:
    """The roots of references to something outside, in the order of the text."""
    if isinstance(node, Variable):
        if node.name not in bound:
            yield node
        return
    inner = bound
    if isinstance(node, For | ForDirective):
        inner = bound | {node.key, node.value}
    for child in children(node):
        around = isinstance(node, For | ForDirective) and child is node.collection
        yield from free_variables(child, bound if around else inner)


def calls(node: Part) -> Iterator[Call]:
    """The calls of functions that stand in no other call."""
    if isinstance(node, Call):
        yield node
        return
    for child in children(node):
        yield from calls(child)
