"""The text that offsets count in: a file, or a block's file joined with those that override it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tfgen.analysis.refs import InvalidReferenceError, Ref, parse
from tfgen.analysis.traversals import NO_NAMES, traversals
from tfgen.hcl.lines import Position
from tfgen.hcl.model import File
from tfgen.hcl.syntax import Constant, Expression, Text

References = tuple[Ref | InvalidReferenceError, ...]


@dataclass(frozen=True)
class Page:
    """Files one after the other, each with the offset at which its text starts."""

    text: str
    parts: tuple[tuple[int, File], ...]
    _references: dict[int, tuple[Expression, References]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, file: File) -> Page:
        """The page of one file."""
        return cls(file.text, ((0, file),))

    @property
    def file(self) -> File:
        """The first file."""
        return self.parts[0][1]

    def place(self, offset: int) -> tuple[Path, Position]:
        """The file of an offset, and the position there."""
        start, file = next(part for part in reversed(self.parts) if part[0] <= max(offset, 0))
        return file.path, file.position(offset - start)

    def joined(self, other: File) -> Page:
        """A page with the text of another file after that of this one."""
        start = len(self.text) + 1
        return Page(f"{self.text}\n{other.text}", (*self.parts, (start, other)))

    def references(self, expression: Expression, names: frozenset[str] = NO_NAMES) -> References:
        """The references in an expression of this page, and what looks like one and is none.

        `names` stand for something else here.
        """
        if isinstance(expression, Text | Constant):
            return ()
        if names:
            return self._parsed(expression, names)
        # Several parts of the analysis ask for the same: by identity, as nodes compare by value.
        known = self._references.get(id(expression))
        if known is None or known[0] is not expression:
            known = expression, self._parsed(expression, names)
            self._references[id(expression)] = known
        return known[1]

    def refs(self, expression: Expression) -> list[Ref]:
        """The references in an expression that can be references."""
        return [one for one in self.references(expression) if isinstance(one, Ref)]

    def _parsed(self, expression: Expression, names: frozenset[str]) -> References:
        found: list[Ref | InvalidReferenceError] = []
        for traversal in traversals(expression, names):
            try:
                found.append(parse(traversal, self.text))
            except InvalidReferenceError as error:
                found.append(error)
        return tuple(found)
