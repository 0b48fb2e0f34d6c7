"""Application Auto Scaling sets the number of tasks, between the two bounds that Terraform sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.review.drift.frame import AUTOSCALING, Owner, Present, wholly
from tfgen.review.impact import SERVICE
from tfgen.review.model import Change


def _check(change: Change, attribute: str, present: Present) -> bool:
    count = change.after.get(attribute)
    targets = present.of("aws_appautoscaling_target")
    return isinstance(count, int) and any(
        _scales(target, change) and _within(target, count) for target in targets
    )


def _scales(target: Mapping[str, Any], service: Change) -> bool:
    # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    cluster = str(service.after.get("cluster") or "default").rpartition("/")[2]
    wanted = f"service/{cluster}/{service.after.get('name')}"
    return target.get("resource_id") == wanted


def _within(target: Mapping[str, Any], count: int) -> bool:
    least, most = target.get("min_capacity"), target.get("max_capacity")
    return isinstance(least, int) and isinstance(most, int) and least <= count <= most


OWNER = Owner("scaled-count", AUTOSCALING, {SERVICE: frozenset({"desired_count"})}, wholly(_check))
