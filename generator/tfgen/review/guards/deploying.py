"""A deployment is under way: what it does next is not in the plan."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, live: Live | None) -> Iterator[tuple[str, str]]:
    if live is None or not plan.changes:
        return
    for service in live.services.values():
        if service.deploying:
            yield "", f"service {service.name}: {service.deploying}; wait for its end, plan again"


GUARD = Guarding("deploying", _check)
