"""Two task definitions compared container by container, instead of as two texts of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.review.model import Change

_TASK = ("cpu", "memory", "network_mode", "execution_role_arn", "task_role_arn", "family")
# Lists of ECS whose entries have a name: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
_NAMED = {
    "environment": ("name", "value"),
    "secrets": ("name", "valueFrom"),
}
# What ECS fills in by itself, and the provider leaves in the state.
_EMPTY: tuple[Any, ...] = (None, [], {}, "", 0, False)


def lines(change: Change) -> tuple[str, ...]:
    """What differs between a task definition before and after, a line each."""
    return (*_task(change), *_containers(change))


def _task(change: Change) -> Iterator[str]:
    for key in _TASK:
        before, after = change.before.get(key), change.after.get(key)
        if change.before and before != after and not change.unknown.get(key):
            yield f"{key}: {_shown(before)} -> {_shown(after)}"


def _containers(change: Change) -> Iterator[str]:
    if change.unknown.get("container_definitions"):
        yield "containers: known after apply"
        return
    before, after = (_by_name(side.get("container_definitions")) for side in _sides(change))
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield f"container {name}: removed"
        elif name not in before:
            yield f"container {name}: added, image {_shown(after[name].get('image'))}"
        else:
            yield from (f"{name}: {line}" for line in _container(before[name], after[name]))


def _sides(change: Change) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return change.before, change.after


def _by_name(text: Any) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(text) if isinstance(text, str) else []
    except ValueError:
        return {}
    entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {str(one.get("name")): one for one in entries}


def _container(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    # The image first: it is what a reviewer looks for.
    keys = sorted({*before, *after} - {"name"}, key=lambda key: (key != "image", key))
    for key in keys:
        old, new = before.get(key), after.get(key)
        if old == new or (old in _EMPTY and new in _EMPTY):
            continue
        if key in _NAMED:
            yield from _entries(key, old or [], new or [])
        elif key == "portMappings":
            yield from _ports(old or [], new or [])
        else:
            yield f"{key} {_shown(old)} -> {_shown(new)}"


def _entries(key: str, before: list[Any], after: list[Any]) -> Iterator[str]:
    name, value = _NAMED[key]
    old, new = ({one.get(name): one.get(value) for one in side} for side in (before, after))
    for entry in sorted({*old, *new}, key=str):
        if entry not in new:
            yield f"{key} {entry} removed"
        elif entry not in old:
            yield f"{key} {entry} = {_shown(new[entry])} added"
        elif old[entry] != new[entry]:
            yield f"{key} {entry} {_shown(old[entry])} -> {_shown(new[entry])}"


def _ports(before: list[Any], after: list[Any]) -> Iterator[str]:
    old, new = ({one.get("containerPort") for one in side} for side in (before, after))
    yield from (f"port {port} removed" for port in sorted(old - new, key=str))
    yield from (f"port {port} added" for port in sorted(new - old, key=str))
    if old == new:
        yield f"ports {_shown(before)} -> {_shown(after)}"


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "none"
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
