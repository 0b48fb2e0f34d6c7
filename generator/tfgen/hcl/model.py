"""What a reader of HCL gives: blocks, attributes, expressions and references with positions.

The words are those of the HCL native syntax:
https://developer.hashicorp.com/terraform/language/syntax/configuration.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

HclValue: TypeAlias = (
    "str | int | float | bool | tuple[HclValue, ...] | Mapping[str, HclValue] | None"
)


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text: line and column count from 1, a column is one character."""

    line: int
    column: int


class Lines:
    """The line starts of a text: turns offsets (characters from 0) into positions."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._starts += (at + 1 for at, character in enumerate(text) if character == "\n")

    def position(self, offset: int) -> Position:
        """The position of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


@dataclass(frozen=True)
class Reference:
    """A traversal such as `aws_lb.this[0].arn`, where its root is no local loop variable.

    `parts` are the names, and `[…]` for each index (its text) or splat (`[*]`):
    `("aws_lb", "this", "[0]", "arn")`.
    """

    parts: tuple[str, ...]
    position: Position

    @property
    def names(self) -> tuple[str, ...]:
        """The parts without indexes and splats: `("aws_lb", "this", "arn")`."""
        return tuple(part for part in self.parts if not part.startswith("["))


@dataclass(frozen=True)
class Literal:
    """The value of a constant expression; `Literal(None)` is the constant `null`."""

    value: HclValue


@dataclass(frozen=True)
class Attribute:
    """`name = expression`, in a body or in an object.

    `expression` is the text as it stands in the file. `literal` is None unless the expression
    is a constant. `entries` are the entries of an expression that is an object, else empty; the
    name of an entry is its constant key, or the text of the key.
    """

    name: str
    position: Position
    expression: str
    references: tuple[Reference, ...] = ()
    literal: Literal | None = None
    entries: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class Block:
    """`type "label" … { body }`."""

    type: str
    labels: tuple[str, ...]
    position: Position
    body: Body


@dataclass(frozen=True)
class Body:
    """The attributes and blocks between braces, or of a whole file, in the order of the file."""

    attributes: tuple[Attribute, ...] = ()
    blocks: tuple[Block, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """The attribute called `name`."""
        return next((found for found in self.attributes if found.name == name), None)

    def of_type(self, block_type: str) -> Iterator[Block]:
        """The blocks of one type."""
        return (block for block in self.blocks if block.type == block_type)


@dataclass(frozen=True)
class SyntaxProblem:
    """Why a text is no HCL: what is wrong, where, and how to mend it."""

    position: Position
    message: str
    remedy: str


@dataclass(frozen=True)
class Comment:
    """A comment with its marks: `# …`, `// …` or `/* … */`; `position` is its first character."""

    position: Position
    text: str
    alone: bool
    """Nothing but space stands before it on its line."""


@dataclass(frozen=True)
class File:
    """One `.tf` file. `body` is None where it could not be read; `problems` say why.

    A file without body and without problems is valid for Terraform, but beyond this reader:
    what it declares is unknown.
    """

    path: Path
    text: str = ""
    body: Body | None = None
    problems: tuple[SyntaxProblem, ...] = ()
    comments: tuple[Comment, ...] = field(default=(), repr=False)
