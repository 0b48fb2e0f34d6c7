"""Terraform and Application Auto Scaling would both set the number of tasks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.impact import SERVICE, scaled
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, _live: Live | None) -> Iterator[tuple[str, str]]:
    if not scaled(plan):
        return
    for change in plan.of(SERVICE):
        if change.kind == "change" and change.changes("desired_count"):
            before, after = change.before.get("desired_count"), change.after.get("desired_count")
            yield change.address, f"autoscaling runs {before} tasks, the apply would set {after}"


GUARD = Guarding("desired-count", _check)
