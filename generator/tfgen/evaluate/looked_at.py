"""Which files an evaluation looked at, so that what came of it can be kept until one changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_SEEN: ContextVar[set[Path] | None] = ContextVar("looked_at", default=None)


def note(path: Path) -> None:
    """Notes that the outcome hangs on what is at `path`, or that nothing is."""
    seen = _SEEN.get()
    if seen is not None:
        seen.add(path)


@contextmanager
def looking() -> Iterator[set[Path]]:
    """The paths that are looked at while this lasts."""
    seen: set[Path] = set()
    token = _SEEN.set(seen)
    try:
        yield seen
    finally:
        _SEEN.reset(token)
