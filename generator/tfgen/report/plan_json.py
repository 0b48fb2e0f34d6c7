"""What became of stacks, as JSON for programs; version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tfgen.review.model import Guard, Impact, StackReview, Words
from tfgen.review.subject import PLAN, Subject

KINDS = ("add", "change", "replace", "destroy")


def render(stacks: Sequence[StackReview], subject: Subject = PLAN) -> str:
    """One JSON document. New keys may come at any time; `version` changes when one goes."""
    entries = [entry(stack) for stack in stacks]
    document = {"version": 1, "command": subject.command, "stacks": entries}
    return json.dumps(document, indent=2, ensure_ascii=False)


def read(text: str) -> tuple[StackReview, ...]:
    """The reviews in a document that `render` wrote of plans. Raises ValueError for any other."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("version") != 1:
        raise ValueError("it is no report of version 1")
    if document.get("command", PLAN.command) != PLAN.command:
        raise ValueError(f"it is a report of tfgen {document['command']}")
    try:
        return tuple(map(_review, document["stacks"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is no report of stacks: {error}") from error


def _review(found: Mapping[str, Any]) -> StackReview:
    words = (
        Words(one["address"], one["kind"], Impact(one["impact"]), tuple(one["lines"]))
        for one in found["changes"]
    )
    guards = (
        Guard(one["code"], one["message"], one["address"], one["blocking"])
        for one in found["guards"]
    )
    return StackReview(
        found["env"],
        found["service"],
        found["path"],
        found["result"],
        tuple(words),
        tuple(guards),
        error=found.get("error", ""),
        notes=tuple(found.get("notes", ())),
        seconds=float(found["seconds"]),
    )


def entry(stack: StackReview) -> dict[str, Any]:
    """A stack as its JSON object."""
    found: dict[str, Any] = {
        "env": stack.environment,
        "service": stack.service,
        "path": stack.path,
        "result": stack.result,
        **{kind: stack.count(kind) for kind in KINDS},
        "impact": stack.impact.value,
        "guards": [
            {
                "code": guard.code,
                "message": guard.message,
                "address": guard.address,
                "blocking": guard.blocking,
            }
            for guard in stack.guards
        ],
        "changes": [
            {
                "address": one.address,
                "kind": one.kind,
                "impact": one.impact.value,
                "lines": list(one.lines),
            }
            for one in stack.words
        ],
        "seconds": round(stack.seconds, 2),
    }
    if stack.notes:
        found["notes"] = list(stack.notes)
    return {**found, "error": stack.error} if stack.error else found
