"""The shapes of `.name`, `[key]` and splats.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#splat-operators
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tfgen.hcl.shapes.reading import Reading, Shape, branches, parts, rule

if TYPE_CHECKING:
    from tfgen.hcl.shapes.reading import Branch

_ACCESS = frozenset(
    {"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"}
)


def access(reading: Reading, node: Branch, expression: Callable[[Reading, Branch], Shape]) -> Shape:
    """The shape of a chain of accessors, the root's shape made by `expression`."""
    chain: list[Branch] = []
    root: Branch = node
    while rule(root) in _ACCESS:
        root, accessor = branches(root)
        chain.append(accessor)
        if rule(root) == "expr_term" and len(root.children) == 1:
            root = branches(root)[0]
    if any(rule(a) == rule(b) == "attr_splat" for a, b in pairwise(chain)):
        message = "a `.*` stands inside of another"
        reading.problem(reading.first(node), message, "write [*] instead of .*")
    flat = [step for accessor in reversed(chain) for step in _flat(reading, accessor, expression)]
    return _built(expression(reading, root), flat)


def _flat(
    reading: Reading, accessor: Branch, expression: Callable[[Reading, Branch], Shape]
) -> list[Shape]:
    """The steps of an accessor; those that the grammar puts inside of a splat follow it."""
    kind = rule(accessor)
    if kind in ("get_attr", "short_index"):
        return [("Attr" if kind == "get_attr" else "Short", *reading.span(accessor))]
    if kind == "braces_index":
        return [("Index", *reading.span(accessor), expression(reading, parts(accessor)[0]))]
    sign = reading.span(accessor.children[0])
    steps: list[Shape] = [("Full" if kind == "full_splat" else "Splat", *sign)]
    for child in branches(accessor):
        steps += _flat(reading, child, expression)
    return steps


def _built(on: Shape, flat: Sequence[Shape]) -> Shape:
    for at, step in enumerate(flat):
        kind, first, last = step[:3]
        rest = flat[at + 1 :]
        item: Shape = ("Item", first, last)
        if kind == "Full":
            each = _built(item, rest)
            return ("Splat", on[1], max(each[2], last), on, each, True)
        if kind == "Splat":
            # Only the names that follow it belong to `.*`: an index applies to its result.
            others = (n for n, one in enumerate(rest) if one[0] not in ("Attr", "Short"))
            inner = next(others, len(rest))
            each = _built(item, rest[:inner])
            return _built(("Splat", on[1], max(each[2], last), on, each, False), rest[inner:])
        if kind == "Attr":
            on = ("Attr", on[1], last, on, last)
        else:
            key = ("Number", last, last) if kind == "Short" else step[3]
            on = ("Index", on[1], last, on, key)
    return on
