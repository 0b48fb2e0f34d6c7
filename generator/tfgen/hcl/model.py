"""What a reader of HCL gives: blocks, attributes, expressions and references with positions.

The words are those of the HCL native syntax:
https://developer.hashicorp.com/terraform/language/syntax/configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from tfgen.hcl.lines import Position
from tfgen.hcl.references import Reference, entry_name, literal, references
from tfgen.hcl.source import Source
from tfgen.hcl.syntax import Expression, Object, Parentheses

HclValue: TypeAlias = (
    "str | int | float | bool | tuple[HclValue, ...] | Mapping[str, HclValue] | None"
)


@dataclass(frozen=True)
class Literal:
    """The value of a constant expression; `Literal(None)` is the constant `null`."""

    value: HclValue


@dataclass(frozen=True)
class Attribute:
    """`name = value`, in a body or in an object.

    The name of an entry of an object is its constant key, or the text of the key. `offset` is where
    the name starts.
    """

    name: str
    offset: int
    value: Expression
    source: Source = field(repr=False, compare=False)

    @property
    def position(self) -> Position:
        """Where the name stands."""
        return self.source.position(self.offset)

    @property
    def expression(self) -> str:
        """The text of the value."""
        return self.source.text[self.value.start : self.value.end]

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The references in the value, in the order of the text."""
        return references(self.value, self.source)

    @cached_property
    def literal(self) -> Literal | None:
        """The value where it is a constant: no reference, call, template or operation but `-1`."""
        known, value = literal(self.value)
        return Literal(value) if known else None

    @cached_property
    def entries(self) -> tuple[Attribute, ...]:
        """The entries of a value that is an object, else none."""
        inner = self.value
        while isinstance(inner, Parentheses):
            inner = inner.inner
        return tuple(
            Attribute(entry_name(entry, self.source), entry.start, entry.value, self.source)
            for entry in (inner.entries if isinstance(inner, Object) else ())
        )


@dataclass(frozen=True)
class Block:
    """`type "label" … { body }`.

    `offset`, `brace` and `end` are the offsets of the type, of `{`, and after `}`; `label_offsets`
    those of the labels.
    """

    type: str
    labels: tuple[str, ...]
    body: Body
    offset: int
    brace: int
    end: int
    label_offsets: tuple[int, ...]
    source: Source = field(repr=False, compare=False)

    @property
    def position(self) -> Position:
        """Where the type stands."""
        return self.source.position(self.offset)

    @property
    def text(self) -> str:
        """The text of the block."""
        return self.source.text[self.offset : self.end]


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
    json: bool = False
    """Written in JSON, where every block but those at the top reads as an attribute."""

    @cached_property
    def source(self) -> Source:
        """The text, for positions."""
        return Source(self.text)

    def position(self, offset: int) -> Position:
        """The position of the character at `offset` of the text."""
        return self.source.position(offset)
