"""Where Terraform puts a problem with a part of an expression: offsets in the file."""

from __future__ import annotations

import re

from tfgen.hcl.syntax import (
    Attr,
    Binary,
    Conditional,
    Expression,
    ForDirective,
    IfDirective,
    Index,
    Parentheses,
    Splat,
    Template,
    Text,
)

_BETWEEN = re.compile(r"(?:\s|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[^\n]*\n")


def after(text: str, offset: int) -> int:
    """The offset of the first token at or after `offset`: past space and comments."""
    found = _BETWEEN.match(text, offset)
    return found.end() if found else offset


def step_place(node: Attr | Index | Splat, text: str) -> int:
    """Where the `.` or the `[` of a step stands; in JSON all of a template stands in one place."""
    if node.on.end == node.end:
        return node.start
    return after(text, node.on.end) if text else node.on.end


def literal_key(key: Expression) -> bool:
    """Whether a key makes `on[key]` a step of a traversal and no expression of its own."""
    from tfgen.hcl.syntax import Constant

    return isinstance(key, Constant | Text)


def start_of(node: Expression, text: str) -> int:
    """Where an argument starts for Terraform: its first token, but the bracket of `on[key]`.

    A string starts after its quote, a heredoc with its first line of content.
    """
    while True:
        match node:
            case Index(key=key) if not literal_key(key):
                return step_place(node, text)
            case Splat():
                return step_place(node, text)
            case Binary(left=left):
                node = left
            case Conditional(condition=condition):
                node = condition
            case Parentheses(inner=inner):
                node = inner
            case Template(parts=(first, _, *_)) if not isinstance(first, Text | ForDirective):
                node = first.condition if isinstance(first, IfDirective) else first
            case Template() | Text():
                heredoc = _HEREDOC.match(text, node.start)
                return heredoc.end() if heredoc else node.start + 1
            case _:
                return node.start
