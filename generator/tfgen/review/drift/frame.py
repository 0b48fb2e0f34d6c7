"""What an owner is: somebody besides Terraform who may change an attribute, and how far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tfgen.review.model import Change

PIPELINE = "the pipeline"
AUTOSCALING = "autoscaling"
SIBLINGS = "other resources of this stack"
_PIPELINES = ("aws_codepipeline", "aws_codedeploy_deployment_group")


@dataclass(frozen=True)
class Present:
    """What is there now of a stack: its resources (type -> values) and its outputs, masked."""

    resources: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *types: str) -> tuple[Mapping[str, Any], ...]:
        """The values of the resources of some types."""
        return tuple(values for kind, values in self.resources if kind in types)

    @property
    def has_pipeline(self) -> bool:
        """Whether a pipeline of this stack deploys."""
        return bool(self.of(*_PIPELINES))


Settle = Callable[[Change, str, Present], Any]
"""A change, one of its attributes, what is there -> the value that the owner answers for.

That is the value afterwards where all of the change is the owner's, and the one before where
nothing of it is.
"""


@dataclass(frozen=True)
class Owner:
    """A rule under its code: `who` may change which attributes of which types."""

    code: str
    who: str
    attributes: Mapping[str, frozenset[str]]
    settle: Settle

    def may(self, change: Change, attribute: str) -> bool:
        """Whether the rule is about an attribute at all."""
        return attribute in self.attributes.get(change.type, ())


def wholly(check: Callable[[Change, str, Present], bool]) -> Settle:
    """All of a change is the owner's where `check` says so, else nothing of it."""

    def settle(change: Change, attribute: str, present: Present) -> Any:
        side = change.after if check(change, attribute, present) else change.before
        return side.get(attribute)

    return settle


def entrywise(
    before: Iterable[Any] | None, after: Iterable[Any] | None, own: Callable[[Any], bool]
) -> list[Any]:
    """Of a list, the entries that come or go by their owner, who tells which are `own`."""
    old, new = list(before or ()), list(after or ())
    kept = [one for one in new if one in old or own(one)]
    return [*kept, *(one for one in old if one not in new and not own(one))]
