"""What all makers of shapes share: the tree of hcl2's grammar, and the pieces below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from tfgen.hcl.grammar_error import GrammarError

if TYPE_CHECKING:
    from lark import Token, Tree

    Branch: TypeAlias = Tree[Token]
    Node: TypeAlias = Tree[Token] | Token

Shape: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Shaped:
    """The shapes of an outline's items, and what is wrong with it: piece, message, remedy."""

    items: tuple[Shape, ...]
    problems: tuple[tuple[int, str, str], ...]


class Reading:
    """The pieces of one outline, and what is found wrong with it: piece, message, remedy."""

    def __init__(self, pieces: tuple[str, ...]) -> None:
        self.pieces = pieces
        self.problems: list[tuple[int, str, str]] = []
        self._from: dict[int, int] = {}
        self._until: dict[int, int] = {}
        start = 0
        for at, end in enumerate(accumulate(map(len, pieces))):
            self._from[start] = self._until[end] = at
            start = end

    def first(self, node: Node) -> int:
        """The first piece of a node."""
        place = node if isinstance(node, str) else node.meta
        return self._piece(self._from, place.start_pos or 0)

    def last(self, node: Node) -> int:
        """The last piece of a node that is no space: the grammar counts line breaks in."""
        place = node if isinstance(node, str) else node.meta
        at = self._piece(self._until, place.end_pos or 0)
        while self.pieces[at].isspace():
            at -= 1
        return at

    def _piece(self, pieces: dict[int, int], offset: int) -> int:
        """The piece that starts or ends at an offset; GrammarError where hcl2 splits a piece."""
        found = pieces.get(offset)
        if found is None:
            raise GrammarError(offset, frozenset())
        return found

    def span(self, node: Node) -> tuple[int, int]:
        """The first and the last piece of a node."""
        return self.first(node), self.last(node)

    def same_line(self, left: Node, right: Node) -> bool:
        """Whether no line break that means something stands between two nodes."""
        return "\n" not in self.pieces[self.last(left) + 1 : self.first(right)]

    def problem(self, piece: int, message: str, remedy: str) -> None:
        """Notes what is wrong with a piece."""
        self.problems.append((piece, message, remedy))


def rule(node: Node) -> str:
    """The name of the grammar's rule that a node follows; empty for a token."""
    return "" if isinstance(node, str) else str(node.data)


def branches(node: Branch) -> list[Branch]:
    """The children of a node that are rules, not tokens."""
    return [child for child in node.children if not isinstance(child, str)]


def parts(node: Branch) -> list[Branch]:
    """The children of a node that are rules, without line breaks."""
    return [child for child in branches(node) if rule(child) != "new_line_or_comment"]
