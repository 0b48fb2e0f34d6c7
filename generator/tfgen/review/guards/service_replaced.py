"""A service would be replaced: its tasks end before the new ones start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.impact import SERVICE
from tfgen.review.live import Live
from tfgen.review.model import Plan


def _check(plan: Plan, _live: Live | None) -> Iterator[tuple[str, str]]:
    for change in plan.of(SERVICE):
        if change.kind == "replace":
            reasons = ", ".join(change.reasons) or "what it hangs on"
            hint = "; tfgen migrate moves it without an interruption" * any(
                reason.startswith("deployment_controller") for reason in change.reasons
            )
            yield change.address, f"the service would be replaced because of {reasons}{hint}"


GUARD = Guarding("service-replaced", _check)
