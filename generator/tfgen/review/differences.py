"""What differs between two values of an attribute, told part by part."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tfgen.review.words import shown


def meaning(value: Any) -> Any:
    """A value without what the AWS provider writes in two ways: null, "", [], {} and false.

    It leaves the one or the other in the state, as it comes from an apply or from a refresh.
    """
    if isinstance(value, Mapping):
        parts = {key: meaning(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part is not None} or None
    if isinstance(value, list):
        return [meaning(part) for part in value] or None
    return None if value is False or value == "" else value


def lines(name: str, before: Any, after: Any) -> list[str]:
    """A line for each part of `name` that differs: `tags.team: none -> web`."""
    if meaning(before) == meaning(after):
        return []
    old, new = _parsed(before), _parsed(after)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [
            line
            for key in sorted({*old, *new})
            for line in lines(f"{name}.{key}", old.get(key), new.get(key))
        ]
    if isinstance(old, list) and isinstance(new, list):
        return _lists(name, old, new)
    return [f"{name}: {shown(before)} -> {shown(after)}"]


def _lists(name: str, old: Sequence[Any], new: Sequence[Any]) -> list[str]:
    gone = [one for one in old if one not in new]
    came = [one for one in new if one not in old]
    if not gone and not came:
        return [f"{name}: in another order, or not as often"]
    if len(old) == len(new) and len(gone) == len(came) == 1 and isinstance(gone[0], Mapping):
        # A block, which Terraform writes as a list, or one entry of many that has changed.
        at = old.index(gone[0])
        return lines(name if len(old) == 1 else f"{name}.{at}", gone[0], came[0])
    return [
        *(f"{name}: removed {shown(meaning(one))}" for one in gone),
        *(f"{name}: added {shown(meaning(one))}" for one in came),
    ]


def _parsed(value: Any) -> Any:
    """What a JSON text holds, a policy's for one; any other value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
