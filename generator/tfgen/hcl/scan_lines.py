"""Whole lines that were scanned before: much of what people write is the same, line for line."""

from __future__ import annotations

from dataclasses import dataclass

from tfgen.hcl.scan_state import State

_MOST = 20_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """The pieces of a line, where they start and end in it, and its masked text."""

    pieces: list[str]
    starts: list[int]
    ends: list[int]
    masked: str


_lines: dict[str, _Line] = {}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a scan was at the start of a line."""

    offset: int
    end: int
    pieces: int
    out: int
    depth: int
    comments: int


def at_line(state: State) -> Mark | None:
    """Reads the line that starts here if it is known; else tells how far the scan is.

    A line is taken whole only where an argument may start.
    """
    end = state.text.find("\n", state.offset) + 1
    line = state.text[state.offset : end]
    known = _lines.get(line)
    if known is None:
        out, pieces = len(state.out), len(state.outline.pieces)
        return Mark(state.offset, end, pieces, out, len(state.stack), len(state.comments))
    outline, offset = state.outline, state.offset
    outline.pieces.extend(known.pieces)
    outline.starts.extend(offset + start for start in known.starts)
    outline.ends.extend(offset + stop for stop in known.ends)
    state.out.append(known.masked)
    state.offset = end
    state.end_item()
    return None


def keep(state: State, mark: Mark) -> None:
    """Keeps the line that was scanned since `mark`, if it is an argument and nothing else."""
    whole = state.offset == mark.end and len(state.stack) == mark.depth
    told = state.problems or len(state.comments) != mark.comments
    if not whole or told or mark.end - mark.offset > _LONGEST or len(_lines) >= _MOST:
        return
    outline = state.outline
    _lines[state.text[mark.offset : mark.end]] = _Line(
        outline.pieces[mark.pieces :],
        [start - mark.offset for start in outline.starts[mark.pieces :]],
        [stop - mark.offset for stop in outline.ends[mark.pieces :]],
        "".join(state.out[mark.out :]),
    )
