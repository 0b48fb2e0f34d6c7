"""A deployment or a pipeline is under way: what it does next is not in the plan."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, live: Live | None) -> Iterator[tuple[str, str]]:
    if live is None or not plan.changes:
        return
    for what in live.under_way:
        yield "", f"{what}; wait for its end, plan again"


GUARD = Guarding("deploying", _check)
