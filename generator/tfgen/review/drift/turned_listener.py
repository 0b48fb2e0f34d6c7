"""CodeDeploy turns a listener, or one of its rules, between the two target groups of a deployment.

Another target group, a redirect or stickiness is nobody's deployment. CodeDeploy leaves weights
behind (https://github.com/hashicorp/terraform-provider-aws/issues/28129), which the provider does
not read where the configuration names one group: then it shows a `forward` that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.drift.groups import turned_between
from tfgen.review.model import Change

# What of an action a deployment sets.
_TURNED = frozenset({"target_group_arn", "forward"})


def _check(change: Change, attribute: str, present: Present) -> bool:
    groups = turned_between(present)
    before, after = change.before.get(attribute) or [], change.after.get(attribute) or []
    return [_rest(one) for one in before] == [_rest(one) for one in after] and all(
        _leads_to(one, groups) for one in after
    )


def _rest(action: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in action.items() if key not in _TURNED}


def _leads_to(action: Mapping[str, Any], groups: frozenset[str]) -> bool:
    """Whether an action sends all requests to some of these target groups, and nothing else."""
    blocks = action.get("forward") or []
    sticky = any(one.get("enabled") for block in blocks for one in block.get("stickiness") or [])
    forwards = bool(groups) and action.get("type") == "forward" and not sticky
    return forwards and groups.issuperset(_targets(action))


def _targets(action: Mapping[str, Any]) -> Iterator[str]:
    if action.get("target_group_arn"):
        yield str(action["target_group_arn"])
    for block in action.get("forward") or []:
        yield from (str(one.get("arn")) for one in block.get("target_group") or [])


OWNER = Owner(
    "turned-listener",
    PIPELINE,
    {
        "aws_lb_listener": frozenset({"default_action"}),
        "aws_alb_listener": frozenset({"default_action"}),
        "aws_lb_listener_rule": frozenset({"action"}),
        "aws_alb_listener_rule": frozenset({"action"}),
    },
    wholly(_check),
)
