"""A blue/green service stands behind the target group that the last deployment turned to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.drift.groups import turned_between
from tfgen.review.impact import SERVICE
from tfgen.review.model import Change


def _check(change: Change, attribute: str, present: Present) -> bool:
    groups = turned_between(present)
    before, after = change.before.get(attribute) or [], change.after.get(attribute) or []
    return [_rest(one) for one in before] == [_rest(one) for one in after] and all(
        one.get("target_group_arn") in groups for one in after
    )


def _rest(balancer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in balancer.items() if key != "target_group_arn"}


OWNER = Owner("green-group", PIPELINE, {SERVICE: frozenset({"load_balancer"})}, wholly(_check))
