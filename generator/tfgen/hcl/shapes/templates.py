"""The shapes of strings and their templates.

hcl2's grammar gives the directives of a template in a row; here `%{ if }` and `%{ for }` hold
what stands up to their ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tfgen.hcl.shapes.loops import Maker, loop
from tfgen.hcl.shapes.reading import Reading, Shape, branches, parts, rule

if TYPE_CHECKING:
    from tfgen.hcl.shapes.reading import Branch

_ENDS = {
    "template_endif": ("template_if_start", "template_else"),
    "template_endfor": ("template_for_start",),
    "template_else": ("template_if_start",),
}


class _Open:
    """A directive without its end so far; `before` are the parts of an `if` before its `else`."""

    def __init__(self, directive: Branch | None) -> None:
        self.kind = rule(directive) if directive is not None else ""
        self.directive = directive
        self.parts: list[Shape] = []
        self.before: list[Shape] = []


def string(reading: Reading, node: Branch, expression: Maker) -> Shape:
    """The shape of a string: `Text` where it holds no template."""
    first, last = reading.span(node)
    made = tuple(_nested(reading, node, expression))
    if all(part[0] == "Text" for part in made):
        return ("Text", first, last)
    return ("Template", first, last, made)


def _nested(reading: Reading, node: Branch, expression: Maker) -> list[Shape]:
    stack = [_Open(None)]
    for part in branches(node):
        template = next(iter(branches(part)), None)
        if template is None:
            stack[-1].parts.append(("Text", *reading.span(part)))
        elif rule(template) == "interpolation":
            inner = expression(reading, parts(template)[0])
            stack[-1].parts.append(("Interpolation", *reading.span(template), inner))
        elif rule(template) in _ENDS:
            _end(reading, template, stack, expression)
        else:
            stack.append(_Open(template))
    for left in _unfinished(stack):
        message = "this directive has no end"
        reading.problem(reading.first(left), message, "add `%{ endif }` or `%{ endfor }`")
    return stack[0].parts


def _unfinished(stack: list[_Open]) -> Iterator[Branch]:
    return (left.directive for left in stack if left.directive is not None)


def _end(reading: Reading, template: Branch, stack: list[_Open], expression: Maker) -> None:
    """Closes the innermost directive, or divides it (`else`)."""
    top = stack[-1]
    if top.directive is None or top.kind not in _ENDS[rule(template)]:
        message = "this directive has no start"
        reading.problem(reading.first(template), message, "remove it, or add its start")
        return
    if rule(template) == "template_else":
        top.kind, top.before, top.parts = "template_else", top.parts, []
        return
    stack.pop()
    first, last = reading.first(top.directive), reading.last(template)
    if top.kind == "template_for_start":
        head = loop(reading, top.directive, expression)
        made: Shape = ("ForDirective", first, last, *head, tuple(top.parts))
    else:
        condition = expression(reading, parts(top.directive)[0])
        then, otherwise = top.parts, []
        if top.kind == "template_else":
            then, otherwise = top.before, top.parts
        made = ("IfDirective", first, last, condition, tuple(then), tuple(otherwise))
    stack[-1].parts.append(made)
