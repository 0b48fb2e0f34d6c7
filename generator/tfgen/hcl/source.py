"""A syntax tree of hcl2's grammar over masked text, read back through the original text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tfgen.hcl.model import Lines, Position, SyntaxProblem

if TYPE_CHECKING:
    from lark import Token, Tree

    Branch: TypeAlias = Tree[Token]
    Node: TypeAlias = Tree[Token] | Token

_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|([$%])\4\{')
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}
_LAST_CHARACTER = 0x10FFFF


class Source:
    """The original text, the masked one of the same length, and the problems found in the tree."""

    def __init__(self, text: str, masked: str) -> None:
        self.text = text
        self.masked = masked
        self.lines = Lines(text)
        self.problems: list[SyntaxProblem] = []

    def span(self, node: Node) -> tuple[int, int]:
        """The offsets of a node's first character and after its last."""
        place = node if isinstance(node, str) else node.meta
        start, end = place.start_pos or 0, place.end_pos or 0
        # The grammar counts the line break after an operation as a part of it.
        return start, start + len(self.masked[start:end].rstrip())

    def original(self, node: Node) -> str:
        """The node's text as it stands in the file."""
        start, end = self.span(node)
        return self.text[start:end]

    def position(self, node: Node) -> Position:
        """Where the node starts."""
        return self.lines.position(self.span(node)[0])

    def same_line(self, left: Node, right: Node) -> bool:
        """Whether no line break that means something stands between two nodes."""
        return "\n" not in self.masked[self.span(left)[1] : self.span(right)[0]]

    def problem(self, node: Node, message: str, remedy: str) -> None:
        """Notes what is wrong with a node."""
        self.problems.append(SyntaxProblem(self.position(node), message, remedy))

    def string(self, node: Branch) -> str | None:
        """The value of a quoted string or heredoc; None when it holds a template."""
        if any(is_template(part) for part in branches(node)):
            return None
        text = self.original(node)
        return _heredoc(text) if text.startswith("<<") else unescape(text[1:-1])


def rule(node: Node) -> str:
    """The name of the grammar's rule that a node follows; empty for a token."""
    return "" if isinstance(node, str) else str(node.data)


def branches(node: Branch) -> list[Branch]:
    """The children of a node that are rules, not tokens."""
    return [child for child in node.children if not isinstance(child, str)]


def is_template(part: Branch) -> bool:
    """Whether a part of a string is no plain text."""
    return bool(branches(part))


def unescape(text: str) -> str:
    """The value of the text between the quotes of a string without templates."""
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    named, short, long, sign = match.groups()
    if named:
        return _NAMED.get(named, named)
    if sign:
        return f"{sign}{{"
    code = int(short or long, 16)
    return chr(code) if code <= _LAST_CHARACTER else match[0]


def _heredoc(text: str) -> str:
    """The value of a heredoc without templates, as its whole text stands in the file."""
    first, *lines = text.replace("\r\n", "\n").split("\n")
    body = lines[:-1]
    if first.startswith("<<-"):
        # Lines of nothing but space neither count nor change.
        indents = [len(line) - len(line.lstrip(" \t")) for line in body if line.strip()]
        least = min(indents, default=0)
        body = [line[least:] if line.strip() else line for line in body]
    joined = "".join(f"{line}\n" for line in body)
    return re.sub(r"([$%])\1\{", r"\1{", joined)
