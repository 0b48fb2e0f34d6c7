"""What a guard is: a check of one plan, with a code that never changes its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tfgen.review.live import Live
from tfgen.review.model import Guard, Plan

Check = Callable[[Plan, Live | None], Iterable[tuple[str, str]]]
"""A plan, and what runs now where it is known -> an address and a message for each thing found."""


@dataclass(frozen=True)
class Guarding:
    """A check under its code; `--allow CODE` lets pass what it finds."""

    code: str
    check: Check

    def guards(self, plan: Plan, live: Live | None) -> tuple[Guard, ...]:
        """What it finds in a plan."""
        return tuple(Guard(self.code, text, at) for at, text in self.check(plan, live))
