"""Places in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_FEED = re.compile("\n")


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text: line and column count from 1, a column is one character."""

    line: int
    column: int


class Lines:
    """The line starts of a text: turns offsets (characters from 0) into positions."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _FEED.finditer(text))]

    def position(self, offset: int) -> Position:
        """The position of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)
