"""Times two commands in turn, so that both meet the same machine, and compares the best of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What was measured, beside what, and the ratio that it may have at most."""

    name: str
    seconds: float
    peer: str
    peer_seconds: float
    limit: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times the peer's time."""
        return self.seconds / self.peer_seconds

    @property
    def ok(self) -> bool:
        """Whether the ratio is within its limit."""
        return self.ratio <= self.limit


def best(rounds: int, *works: Callable[[], None]) -> list[float]:
    """The shortest time of each work, in seconds, over `rounds` in which they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for number, work in enumerate(works):
            started = time.perf_counter()
            work()
            times[number].append(time.perf_counter() - started)
    return [min(each) for each in times]
