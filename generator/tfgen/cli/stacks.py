"""What `plan`, `apply` and `destroy` share: one stack after the other, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from tfgen.cli.failure import report
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder
    from tfgen.terraform.plan_summary import PlanSummary

_ERROR = 1
_CHANGED = 2
_INTERRUPTED = 130


@dataclass(frozen=True)
class Outcome:
    """What became of a stack: `no-op`, `changed`, `failed` or `declined`."""

    stack: StackFolder
    result: str
    seconds: float = 0.0
    summary: PlanSummary | None = None
    error: str = ""


def place(project: Project, stack: StackFolder, *, sandbox: bool) -> Place:
    """Where the stack is run: in its own folder, or in the sandbox's scratch copy of it."""
    from tfgen.runner.run import home

    if sandbox:
        from tfgen.sandbox import workspace

        return workspace.place(project, stack)
    return home(project, stack)


def each(
    stacks: Sequence[StackFolder], work: Callable[[StackFolder], Outcome]
) -> tuple[Outcome, ...]:
    """`work` on every stack in turn; one that fails is reported and does not stop the others.

    An interruption does, and so does a mistake in the command's own use when there is one stack.
    """
    outcomes = []
    for stack in stacks:
        try:
            outcomes.append(work(stack))
        except TfgenError as error:
            if len(stacks) == 1 or error.exit_code == _INTERRUPTED:
                raise
            report(error)
            outcomes.append(Outcome(stack, "failed", error=error.message))
    return tuple(outcomes)


def heading(stack: StackFolder, stacks: Sequence[StackFolder]) -> None:
    """Names the stack whose output follows, where there are several."""
    if len(stacks) > 1:
        typer.echo(typer.style(f"\n=== {stack.name} ===", bold=True))


def exit_code(outcomes: Sequence[Outcome], *, detailed: bool = False) -> int:
    """1 if any stack failed; with `detailed`, 2 if any would change, as Terraform has it."""
    results = {outcome.result for outcome in outcomes}
    if "failed" in results:
        return _ERROR
    return _CHANGED if detailed and "changed" in results else 0


def as_json(outcomes: Sequence[Outcome], project: Project) -> str:
    """The report for programs, version 1."""
    stacks = [_entry(outcome, project) for outcome in outcomes]
    return json.dumps({"version": 1, "stacks": stacks}, indent=2)


def _entry(outcome: Outcome, project: Project) -> dict[str, Any]:
    summary = outcome.summary
    entry = {
        "env": outcome.stack.environment,
        "service": outcome.stack.service,
        "path": outcome.stack.path.relative_to(project.root).as_posix(),
        "result": outcome.result,
        "add": summary.add if summary else 0,
        "change": summary.change if summary else 0,
        "replace": summary.replace if summary else 0,
        "destroy": summary.destroy if summary else 0,
        "seconds": round(outcome.seconds, 2),
    }
    if found := plan_notes(outcome):
        entry["notes"] = list(found)
    return {**entry, "error": outcome.error} if outcome.error else entry


def plan_notes(outcome: Outcome) -> tuple[str, ...]:
    """What the plan of a stack does not say by itself."""
    from tfgen.terraform.plan_notes import notes

    return notes(outcome.summary) if outcome.summary else ()
