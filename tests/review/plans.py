"""Small plans as the documents of `terraform show -json`."""

from __future__ import annotations

import json
from typing import Any

from tfgen.review import mask, reading
from tfgen.review.model import Plan

ACTIONS = {
    "add": ["create"],
    "change": ["update"],
    "destroy": ["delete"],
    "replace": ["create", "delete"],
}


def change(
    address: str, kind: str, before: dict[str, Any], after: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """An entry of `resource_changes`; `more` goes into its `change`."""
    made = {"actions": ACTIONS[kind], "before": before or None, "after": after or None, **more}
    return {
        "address": address,
        "type": address.partition(".")[0],
        "mode": "managed",
        "change": made,
    }


def task(image: str = "web:1", **keys: Any) -> dict[str, Any]:
    """The values of a task definition with one container; `keys` are of that container."""
    container = {"name": "web", "image": image, **keys}
    return {"family": "web-stg", "cpu": "256", "container_definitions": json.dumps([container])}


def read(*changes: dict[str, Any], planned: dict[str, dict[str, Any]] | None = None) -> Plan:
    """The plan with these changes, and with resources (address -> values) that are there after."""
    resources = [
        {"address": address, "type": address.partition(".")[0], "mode": "managed", "values": values}
        for address, values in (planned or {}).items()
    ]
    document = {
        "resource_changes": list(changes),
        "planned_values": {"root_module": {"resources": resources}},
    }
    return reading.read(document, mask.of_plan(document))
