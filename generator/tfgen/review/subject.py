"""What a report is about: the plans of stacks, or their drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True)
class Subject:
    """The words in which the reports of a command differ.

    `changed` is what a stack with changes is called, `nothing` and `quiet` what is said where there
    are none, `counts` how a number of changes of a kind is told. With `fails` a change is what a
    CI's list of tests calls a failure. `scope` says which stacks it is about, where not all.
    """

    command: str
    changed: str
    nothing: str
    quiet: str
    counts: Mapping[str, str] = field(default_factory=dict)
    fails: bool = False
    scope: str = ""

    @property
    def title(self) -> str:
        """`tfgen plan`, and which stacks it is about: `tfgen drift (env=stg)`."""
        return f"tfgen {self.command}" + (f" ({self.scope})" if self.scope else "")

    @property
    def marker(self) -> str:
        """The first line of a comment, by which the next run of the same scope finds it."""
        # Nothing in it may end the comment.
        plain = quote(self.title, safe=" ()=,/*").replace("--", "-%2D")
        return f"<!-- {plain} -->"


PLAN = Subject(
    "plan",
    "changed",
    "no changes",
    "No change",
    {
        "add": "to add",
        "change": "to change",
        "replace": "to replace",
        "destroy": "to destroy",
    },
)
DRIFT = Subject(
    "drift",
    "drifted",
    "no drift",
    "No drift",
    {"change": "changed", "destroy": "deleted"},
    fails=True,
)
