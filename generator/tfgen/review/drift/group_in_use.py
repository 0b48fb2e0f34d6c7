"""A new target group has a load balancer only once a listener leads to it, which is made later."""

from __future__ import annotations

from tfgen.review.drift.frame import SIBLINGS, Owner, Present, wholly
from tfgen.review.model import Change

_LEADING = ("listener_arn", "load_balancer_arn")


def _check(change: Change, attribute: str, present: Present) -> bool:
    after = change.after.get(attribute) or []
    return not change.before.get(attribute) and len(after) == 1 and _known(str(after[0]), present)


def _known(balancer: str, present: Present) -> bool:
    """Whether something of the stack names the load balancer, or a listener of it.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
    """
    listener = balancer.replace(":loadbalancer/", ":listener/", 1)
    named = (values.get(key) for _, values in present.resources for key in _LEADING)
    return any(str(arn) == balancer or str(arn).startswith(f"{listener}/") for arn in named)


OWNER = Owner(
    "group-in-use",
    SIBLINGS,
    {
        "aws_lb_target_group": frozenset({"load_balancer_arns"}),
        "aws_alb_target_group": frozenset({"load_balancer_arns"}),
    },
    wholly(_check),
)
