"""TFG006: a string that is nothing but an interpolation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.hcl.model import Body, File
from tfgen.hcl.syntax import (
    Call,
    Expression,
    ForDirective,
    IfDirective,
    Index,
    Object,
    Parentheses,
    Part,
    Template,
    Text,
    Tuple,
    children,
)
from tfgen.rules.frame import Finding, Rule, Subject

_SHOWN = 40
_START = '"${'


@dataclass(frozen=True)
class LoneInterpolation:
    """`template` is `"${inner}"`; `operand` tells that operators or steps stand beside it."""

    template: Template
    inner: Expression
    operand: bool


def lone_interpolations(file: File) -> Iterator[LoneInterpolation]:
    """The quoted strings of a file that are one interpolation, but for keys of objects.

    A key needs its quotes, or parentheses in their place.
    """
    if file.body is None or file.json or _START not in file.text:
        return
    for value in _values(file.body):
        # Most values hold none, and looking at their text is quicker than walking them.
        if file.text.find(_START, value.start, value.end) >= 0:
            yield from _inside(file, value, operand=False)


def _values(body: Body) -> Iterator[Expression]:
    yield from (attribute.value for attribute in body.attributes)
    for block in body.blocks:
        yield from _values(block.body)


def _inside(file: File, node: Part, *, operand: bool) -> Iterator[LoneInterpolation]:
    if isinstance(node, Template) and file.text[node.start] == '"' and len(node.parts) == 1:
        inner = node.parts[0]
        if not isinstance(inner, Text | IfDirective | ForDirective):
            yield LoneInterpolation(node, inner, operand)
    for child in _followed(node):
        yield from _inside(file, child, operand=_stands_bare(node, child))


def _followed(node: Part) -> Iterator[Part]:
    if isinstance(node, Object):
        return (entry.value for entry in node.entries)
    return children(node)


def _stands_bare(parent: Part, child: Part) -> bool:
    """Whether nothing but its parent's operators separates the child from what is beside it."""
    if isinstance(parent, Index):
        return child is parent.on
    enclosing = Tuple | Object | Call | Parentheses | Template | IfDirective | ForDirective
    return not isinstance(parent, enclosing)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such string."""
    for file in subject.module.files:
        for found in lone_interpolations(file):
            inner = file.text[found.inner.start : found.inner.end]
            short = len(inner) <= _SHOWN and inner.isprintable()
            shown = f"`{inner}`" if short else "the expression"
            yield RULE.finding(
                file.path,
                file.position(found.template.start),
                "this string is nothing but an interpolation",
                f"write {shown} without quotes, or let tfgen validate --fix do it",
            )


RULE = Rule("TFG006", "string that is only an interpolation", "notice", check)
