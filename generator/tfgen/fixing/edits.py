"""Changes of a text by offsets, collected first and carried out together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Edit:
    """`new` in the place of the characters from `start` to `end` (excluded; offsets from 0)."""

    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with the edits carried out, each once.

    Of two that overlap the first in the text counts; the other has its turn in the next run.
    """
    parts, done = [], 0
    for edit in sorted(set(edits)):
        if edit.start >= done:
            parts += [text[done : edit.start], edit.new]
            done = edit.end
    return "".join([*parts, text[done:]])
