"""The target groups between which CodeDeploy turns the requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.review.drift.frame import Present


def turned_between(present: Present) -> frozenset[str]:
    """The ARNs of the target groups that the stack's deployment groups name."""
    names = {
        name for group in present.of("aws_codedeploy_deployment_group") for name in _names(group)
    }
    groups = present.of("aws_lb_target_group", "aws_alb_target_group")
    return frozenset(str(one.get("arn")) for one in groups if one.get("name") in names)


def _names(group: Mapping[str, Any]) -> Iterator[str]:
    for info in group.get("load_balancer_info") or []:
        for pair in info.get("target_group_pair_info") or []:
            yield from (str(one.get("name")) for one in pair.get("target_group") or [])
