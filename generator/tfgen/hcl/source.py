"""A text, and the pieces of its outline: where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tfgen.hcl.lines import Lines, Position


@dataclass(frozen=True)
class Source:
    """The text of a file, and the offsets at which each piece of its outline starts and ends."""

    text: str = field(repr=False)
    starts: Sequence[int] = field(default=(), repr=False)
    ends: Sequence[int] = field(default=(), repr=False)

    @cached_property
    def lines(self) -> Lines:
        """Turns offsets into positions."""
        return Lines(self.text)

    def piece(self, at: int) -> str:
        """The text of a piece."""
        return self.text[self.starts[at] : self.ends[at]]

    def position(self, offset: int) -> Position:
        """The position of the character at `offset`."""
        return self.lines.position(offset)
