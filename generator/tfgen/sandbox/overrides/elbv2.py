"""Elastic Load Balancing: how a rule says where it forwards to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.elbv2.responses import ELBV2Response

_Moto = Callable[[], Any]


def describe_rules(_response: ELBV2Response, moto: _Moto) -> Any:
    """DescribeRules gives the target groups with their weights for every action that forwards.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
    moto gives `ForwardConfig` only where it was asked for, AWS for a single target group too.
    """
    answer = moto()
    for rule in answer.result["Rules"]:
        for action in rule.actions:
            config = action.data.get("ForwardConfig", {})
            if action.type == "forward" and "TargetGroups" not in config:
                group = {"TargetGroupArn": action.data["TargetGroupArn"], "Weight": 1}
                stickiness = {"TargetGroupStickinessConfig": {"Enabled": False}}
                config = stickiness | config | {"TargetGroups": [group]}
                action.data["ForwardConfig"] = action.ForwardConfig = config
    return answer
