"""The errors that people on ECS meet with Terraform, explained under Terraform's own words."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.terraform.known import access, configuration, ecs, passing, resources, state
from tfgen.terraform.known.frame import Explained, Known

TABLE: tuple[Known, ...] = (
    *state.ROWS,
    *configuration.ROWS,
    *access.ROWS,
    *ecs.ROWS,
    *resources.ROWS,
    *passing.ROWS,
)
# Where an error quotes a value of megabytes, what it is stands before that.
_LONGEST = 50_000
# Sixty errors of one kind need no sixty explanations.
_MOST = 5


def explain(messages: Iterable[str]) -> tuple[Explained, ...]:
    """What the known ones among some messages mean, each explanation once, five at most."""
    found = (row.explained(_unbroken(message)) for message in messages for row in TABLE)
    return tuple(dict.fromkeys(one for one in found if one))[:_MOST]


def passing_reason(message: str) -> str:
    """Why an error may pass by itself; empty where it will not."""
    line = _unbroken(message)
    return next((row.passes for row in TABLE if row.passes and row.explained(line)), "")


def _unbroken(message: str) -> str:
    # Terraform breaks its lines at 78 columns, in the middle of any phrase.
    return " ".join(message[:_LONGEST].split())
