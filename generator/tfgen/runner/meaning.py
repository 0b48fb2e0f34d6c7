"""What a plan would do, so that two plans can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def meaning(document: Mapping[str, Any]) -> list[Any]:
    """What a plan would do, without what may differ between two plans of the same meaning."""
    resources = [
        (item["address"], item["change"]["actions"], _after(item["change"]))
        for item in document.get("resource_changes") or []
        if item["change"]["actions"] not in (["no-op"], ["read"])
    ]
    outputs = [
        (name, change["actions"], _after(change))
        for name, change in (document.get("output_changes") or {}).items()
        if change["actions"] != ["no-op"]
    ]
    return [sorted(resources, key=repr), sorted(outputs, key=repr)]


def _after(change: Mapping[str, Any]) -> tuple[Any, ...]:
    return change.get("before"), change.get("after"), change.get("after_unknown")
