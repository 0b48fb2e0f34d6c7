"""A problem that a check of a spec found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Where in the spec (keys and indexes), what is wrong, and what to do."""

    location: tuple[str | int, ...]
    reason: str
    hint: str
