"""What becomes of a stack, as the reports show it; everything in it is masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Result = Literal["no-op", "changed", "failed", "skipped"]


class Impact(StrEnum):
    """What a change means to a running service, the worst last."""

    none = "no-op"
    in_place = "no interruption"
    next_deployment = "takes effect with the next deployment"
    rolling = "rolling deploy"
    scaling = "scaling conflict"
    replacement = "replace"
    destruction = "destroy"
    downtime = "replace with downtime"
    outage = "destroy with downtime"
    drifted = "changed outside of Terraform"
    gone = "deleted outside of Terraform"


@dataclass(frozen=True)
class Change:
    """A change of one resource, from the plan's JSON.

    `kind`: add, change, replace, destroy or forget. `before` and `after` are its attributes,
    `unknown` tells which of those after are not known yet. `reasons` are the attributes that
    force a replacement.
    """

    address: str
    type: str
    kind: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()

    def changes(self, attribute: str) -> bool:
        """Whether an attribute has another value afterwards, or one that is not known yet."""
        if self.unknown.get(attribute):
            return True
        return bool(self.before.get(attribute) != self.after.get(attribute))


@dataclass(frozen=True)
class Plan:
    """A plan: its changes by address, and all resources that are there afterwards (type -> values).

    `outputs` are the names of the outputs that change.
    """

    changes: tuple[Change, ...] = ()
    planned: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    outputs: tuple[str, ...] = ()

    def of(self, *types: str) -> tuple[Change, ...]:
        """The changes of resources of some types."""
        return tuple(change for change in self.changes if change.type in types)


@dataclass(frozen=True)
class Guard:
    """Something in a plan that a person has to want: `blocking` unless it is allowed by name."""

    code: str
    message: str
    address: str = ""
    blocking: bool = True


@dataclass(frozen=True)
class Words:
    """A change told for people: what happens to a resource, line by line, and what it means."""

    address: str
    kind: str
    impact: Impact
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class StackReview:
    """What became of one stack."""

    environment: str
    service: str
    path: str
    result: Result
    words: tuple[Words, ...] = ()
    guards: tuple[Guard, ...] = ()
    text: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """`stg/web`."""
        return f"{self.environment}/{self.service}"

    def count(self, kind: str) -> int:
        """How many resources are added, changed, replaced, destroyed or forgotten."""
        return sum(one.kind == kind for one in self.words)

    @property
    def impact(self) -> Impact:
        """The worst of its changes."""
        order = list(Impact)
        return max((one.impact for one in self.words), key=order.index, default=Impact.none)

    @property
    def blocked(self) -> bool:
        """Whether a guard has to be allowed first."""
        return any(guard.blocking for guard in self.guards)
