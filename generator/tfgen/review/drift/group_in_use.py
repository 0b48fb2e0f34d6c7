"""A new target group has a load balancer only once a listener leads to it, which is made later."""

from __future__ import annotations

from tfgen.review.drift.frame import SIBLINGS, Owner, Present, wholly
from tfgen.review.model import Change


def _check(change: Change, attribute: str, _present: Present) -> bool:
    return not change.before.get(attribute) and len(change.after.get(attribute) or []) == 1


OWNER = Owner(
    "group-in-use",
    SIBLINGS,
    {
        "aws_lb_target_group": frozenset({"load_balancer_arns"}),
        "aws_alb_target_group": frozenset({"load_balancer_arns"}),
    },
    wholly(_check),
)
