"""The shapes of arguments and blocks, and the errors that hcl2's grammar lets through."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tfgen.hcl.shapes import kept
from tfgen.hcl.shapes.expressions import expression
from tfgen.hcl.shapes.reading import Reading, Shape, Shaped, branches, parts, rule

if TYPE_CHECKING:
    from tfgen.hcl.shapes.reading import Branch

_MANY = 50_000
_OWN_LINE = "put each argument and each block on a line of its own"
_ONE_LINE = "a block on one line holds one argument and no block; write it over several lines"
_HEADER = 'a block starts with `type "label" {` on one line'


@lru_cache(maxsize=_MANY)
def shapes(pieces: tuple[str, ...]) -> Shaped:
    """The shapes of the arguments and blocks in an outline.

    Raises `GrammarError`, and `RecursionError` for what is nested too deeply.
    """
    shaped = kept.find(pieces)
    if shaped is None:
        shaped = _read(pieces)
        kept.note(pieces, shaped)
    return shaped


def _read(pieces: tuple[str, ...]) -> Shaped:
    # hcl2 is imported by it, which takes 0.1 s.
    from tfgen.hcl.grammar import read_tree

    reading = Reading(pieces)
    items = _body(reading, branches(read_tree("".join(pieces)))[0])
    return Shaped(items, tuple(dict.fromkeys(reading.problems)))


def _body(reading: Reading, body: Branch) -> tuple[Shape, ...]:
    items = parts(body)
    for left, right in pairwise(items):
        if reading.same_line(left, right):
            message = "a line holds more than one argument or block"
            reading.problem(reading.first(right), message, _OWN_LINE)
    return tuple(
        _attribute(reading, item) if rule(item) == "attribute" else _block(reading, item)
        for item in items
    )


def _attribute(reading: Reading, node: Branch) -> Shape:
    name, value = branches(node)
    made = expression(reading, value)
    return ("Attribute", reading.first(name), made[2], made)


def _block(reading: Reading, node: Branch) -> Shape:
    inside = branches(node)
    if any(rule(part) == "new_line_or_comment" for part in inside):
        message = "the `{` of this block stands on another line"
        reading.problem(reading.first(node), message, _HEADER)
    head = [part for part in inside if rule(part) not in ("body", "new_line_or_comment")]
    body = next(part for part in inside if rule(part) == "body")
    _one_line(reading, node, body)
    brace = reading.first(next(child for child in node.children if child == "{"))
    labels = tuple(_label(reading, part) for part in head[1:])
    return ("Block", *reading.span(node), labels, brace, _body(reading, body))


def _one_line(reading: Reading, node: Branch, body: Branch) -> None:
    """Notes a block that starts or ends on the line of its content, but is no one-line block."""
    items = parts(body)
    if not items:
        return
    opens = reading.same_line(next(child for child in node.children if child == "{"), items[0])
    closes = reading.same_line(items[-1], node.children[-1])
    argument = opens and closes and len(items) == 1 and rule(items[0]) == "attribute"
    if (opens or closes) and not argument:
        at = reading.first(items[0] if opens else items[-1])
        reading.problem(at, "a block's content stands on the line of its braces", _ONE_LINE)


def _label(reading: Reading, part: Branch) -> Shape:
    if rule(part) != "string":
        return ("Name", *reading.span(part))
    label = expression(reading, part)
    if label[0] != "Text":
        message = "a label of a block cannot hold a template"
        reading.problem(label[1], message, "write the label out")
    return label
