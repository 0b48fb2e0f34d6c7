"""Requests would be turned to another target group, behind CodeDeploy's back."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.live import Live
from tfgen.review.model import Plan

_TURNED = {"aws_lb_listener": "default_action", "aws_lb_listener_rule": "action"}
_GROUP = "aws_codedeploy_deployment_group"


def _check(plan: Plan, _live: Live | None) -> Iterator[tuple[str, str]]:
    # In a rolling stack nobody but Terraform turns a listener.
    if not any(kind == _GROUP for kind, _ in plan.planned):
        return
    for change in plan.of(*_TURNED):
        if change.kind == "change" and change.changes(_TURNED[change.type]):
            yield (
                change.address,
                "the listener would be turned, which CodeDeploy does with each deployment",
            )


GUARD = Guarding("listener-turned", _check)
