"""A role repeats the policies that are resources of their own; any other policy is drift."""

from __future__ import annotations

from typing import Any

from tfgen.review.drift.frame import SIBLINGS, Owner, Present, entrywise
from tfgen.review.model import Change


def _settle(change: Change, attribute: str, present: Present) -> list[Any]:
    before, after = change.before.get(attribute), change.after.get(attribute)
    role = change.after.get("name")
    if attribute == "inline_policy":
        own = _own("aws_iam_role_policy", role, "name", present)
        return entrywise(before, after, lambda entry: entry.get("name") in own)
    attached = _own("aws_iam_role_policy_attachment", role, "policy_arn", present)
    return entrywise(before, after, lambda entry: entry in attached)


def _own(kind: str, role: object, key: str, present: Present) -> set[object]:
    return {one.get(key) for one in present.of(kind) if one.get("role") == role}


OWNER = Owner(
    "role-policies",
    SIBLINGS,
    {"aws_iam_role": frozenset({"inline_policy", "managed_policy_arns"})},
    _settle,
)
