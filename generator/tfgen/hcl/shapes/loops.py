"""The shapes of for expressions, and the heads of loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tfgen.hcl.shapes.reading import Reading, Shape, parts, rule

if TYPE_CHECKING:
    from tfgen.hcl.shapes.reading import Branch

Maker = Callable[[Reading, "Branch"], Shape]


def for_expression(reading: Reading, node: Branch, expression: Maker) -> Shape:
    """The shape of `[for … : …]` or `{for … : … => …}`."""
    intro, *results = parts(node)
    condition = None
    if rule(results[-1]) == "for_cond":
        condition = expression(reading, parts(results.pop())[-1])
    made = [expression(reading, result) for result in results]
    key = made[0] if len(made) > 1 else None
    grouped = "..." in node.children
    head = loop(reading, intro, expression)
    return ("For", *reading.span(node), *head, key, made[-1], condition, grouped)


def loop(reading: Reading, head: Branch, expression: Maker) -> tuple[tuple[int, ...], Shape]:
    """The pieces of the names in a loop's head, and the shape of what it loops over."""
    word = next(part for part in head.children if not rule(part) and part == "in")
    after = reading.first(word)
    names = [reading.first(p) for p in parts(head) if rule(p) == "identifier"]
    collection = next(part for part in parts(head) if reading.first(part) > after)
    return tuple(at for at in names if at < after), expression(reading, collection)
