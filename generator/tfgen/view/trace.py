"""What a value depends on, noted while it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from tfgen.view.model import SETTLED, Origin

_T = TypeVar("_T")


def merged(origins: Iterable[Origin]) -> Origin:
    """All places, each once, in order; settled where all are."""
    found = [one for one in origins if one is not SETTLED]
    if len(found) <= 1:
        return found[0] if found else SETTLED
    places = dict.fromkeys(place for one in found for place in one.places)
    return Origin(tuple(places), all(one.settled for one in found))


class Trace:
    """Collects the origins that are noted while something is computed."""

    def __init__(self) -> None:
        self._open: list[list[Origin]] = []

    def note(self, origin: Origin) -> None:
        """What is being computed depends on this."""
        if self._open and origin is not SETTLED:
            self._open[-1].append(origin)

    def measured(self, compute: Callable[[], _T]) -> tuple[_T, Origin]:
        """The result of `compute` and what was noted meanwhile; whatever is outside does not."""
        noted: list[Origin] = []
        self._open.append(noted)
        try:
            return compute(), merged(noted)
        finally:
            self._open.pop()
