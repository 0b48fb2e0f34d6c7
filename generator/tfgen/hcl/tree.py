"""hcl2's syntax tree -> `Body`, and the errors that its grammar lets through."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tfgen.hcl.constants import key_name, literal
from tfgen.hcl.expressions import references
from tfgen.hcl.model import Attribute, Block, Body
from tfgen.hcl.source import Source, branches, rule

if TYPE_CHECKING:
    from tfgen.hcl.source import Branch

_OWN_LINE = "put each argument and each block on a line of its own"
_ONE_LINE = "a block on one line holds one argument and no block; write it over several lines"
_HEADER = 'a block starts with `type "label" {` on one line'


def read_body(body: Branch, source: Source) -> Body:
    """The attributes and blocks of a rule `body`; what is wrong is noted in `source`."""
    items = [item for item in branches(body) if rule(item) in ("attribute", "block")]
    for left, right in pairwise(items):
        if source.same_line(left, right):
            source.problem(right, "a line holds more than one argument or block", _OWN_LINE)
    _each_once([item for item in items if rule(item) == "attribute"], source)
    return Body(
        tuple(_attribute(item, source) for item in items if rule(item) == "attribute"),
        tuple(_block(item, source) for item in items if rule(item) == "block"),
    )


def _each_once(items: list[Branch], source: Source) -> None:
    first: dict[str, int] = {}
    for item in items:
        name = source.original(branches(item)[0])
        line = source.position(item).line
        if name in first:
            message = f"`{name}` is set twice, first on line {first[name]}"
            source.problem(item, message, "keep one of the two")
        first.setdefault(name, line)


def _attribute(node: Branch, source: Source) -> Attribute:
    name, expression = branches(node)
    return _assigned(source.original(name), node, expression, source)


def _assigned(name: str, place: Branch, expression: Branch, source: Source) -> Attribute:
    return Attribute(
        name,
        source.position(place),
        source.original(expression),
        references(expression, source),
        literal(expression, source),
        _entries(expression, source),
    )


def _entries(expression: Branch, source: Source) -> tuple[Attribute, ...]:
    node = expression
    while rule(node) == "expr_term":
        inner = [child for child in branches(node) if rule(child) != "new_line_or_comment"]
        node = inner[0]
    if rule(node) != "object":
        return ()
    elements = [child for child in branches(node) if rule(child) == "object_elem"]
    return tuple(_entry(element, source) for element in elements)


def _entry(element: Branch, source: Source) -> Attribute:
    key, value = branches(element)
    name = key_name(key, source)
    return _assigned(source.original(key) if name is None else name, key, value, source)


def _block(node: Branch, source: Source) -> Block:
    parts = branches(node)
    if any(rule(part) == "new_line_or_comment" for part in parts):
        source.problem(node, "the `{` of this block stands on another line", _HEADER)
    head = [part for part in parts if rule(part) not in ("body", "new_line_or_comment")]
    body = next(part for part in parts if rule(part) == "body")
    _one_line(node, body, source)
    labels = tuple(_label(part, source) for part in head[1:])
    return Block(source.original(head[0]), labels, source.position(node), read_body(body, source))


def _one_line(node: Branch, body: Branch, source: Source) -> None:
    """Notes a block that starts or ends on the line of its content, but is no one-line block."""
    items = [item for item in branches(body) if rule(item) != "new_line_or_comment"]
    opening = next(child for child in node.children if child == "{")
    if not items:
        return
    opens = source.same_line(opening, items[0])
    closes = source.same_line(items[-1], node.children[-1])
    argument = opens and closes and len(items) == 1 and rule(items[0]) == "attribute"
    if (opens or closes) and not argument:
        message = "a block's content stands on the line of its braces"
        source.problem(items[0] if opens else items[-1], message, _ONE_LINE)


def _label(part: Branch, source: Source) -> str:
    if rule(part) != "string":
        return source.original(part)
    text = source.string(part)
    if text is None:
        source.problem(part, "a label of a block cannot hold a template", "write the label out")
        return source.original(part)
    return text
