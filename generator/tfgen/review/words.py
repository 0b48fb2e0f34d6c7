"""The changes of a plan, told for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tfgen.review.containers import lines as container_lines
from tfgen.review.impact import TASK_DEFINITION, impact
from tfgen.review.model import Change, Plan, Words

_LONGEST = 200
# Attributes that only AWS sets, and that follow from others.
_DERIVED = frozenset({"id", "arn", "arn_without_revision", "revision", "etag", "version_id"})


def tell(plan: Plan) -> tuple[Words, ...]:
    """A piece for each change, in the order of their addresses."""
    return tuple(
        Words(change.address, change.kind, impact(change, plan), tuple(_lines(change)))
        for change in plan.changes
    )


def _lines(change: Change) -> Iterator[str]:
    if change.reasons:
        yield f"replaced because of {', '.join(change.reasons)}"
    if change.type == TASK_DEFINITION and change.kind in ("change", "replace"):
        yield from container_lines(change)
    elif change.kind in ("change", "replace"):
        yield from _attributes(change)
    elif change.kind == "add":
        yield from _first_values(change)


def _attributes(change: Change) -> Iterator[str]:
    for key in sorted({*change.before, *change.after}):
        if key in _DERIVED:
            continue
        if change.unknown.get(key) is True:
            yield f"{key}: {shown(change.before.get(key))} -> (known after apply)"
        elif change.before.get(key) != change.after.get(key):
            yield f"{key}: {shown(change.before.get(key))} -> {shown(change.after.get(key))}"


def _first_values(change: Change) -> Iterator[str]:
    for key, value in sorted(change.after.items()):
        if value not in (None, [], {}, ""):
            yield f"{key} = {shown(value)}"


def shown(value: Any) -> str:
    """A value on a line, cut where it is long."""
    if value is None:
        return "none"
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
