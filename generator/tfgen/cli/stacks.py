"""What `plan`, `apply` and `destroy` share: one stack after the other, and what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from tfgen.cli.failure import report
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder

_ERROR = 1
_INTERRUPTED = 130


@dataclass(frozen=True)
class Outcome:
    """What became of a stack: `no-op`, `changed`, `failed` or `declined`."""

    stack: StackFolder
    result: str


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
    What Terraform says of a failure may hold secrets of the environment: they are masked.
    """
    from tfgen.review.mask import of_environment

    mask = of_environment(os.environ)
    outcomes = []
    for stack in stacks:
        try:
            outcomes.append(work(stack))
        except TfgenError as error:
            error.message, error.hint = mask.text(error.message), mask.text(error.hint)
            if len(stacks) == 1 or error.exit_code == _INTERRUPTED:
                raise
            report(error)
            outcomes.append(Outcome(stack, "failed"))
    return tuple(outcomes)


def in_order(
    project: Project, stacks: Sequence[StackFolder], work: Callable[[StackFolder], Outcome]
) -> tuple[Outcome, ...]:
    """As `each`, every stack after those that it waits for; a failure leaves out what waits for it.

    One at a time: what an apply says has to be read in its order.
    """
    from tfgen.runner.choice import declared
    from tfgen.runner.order import dependencies, in_turn

    order = dependencies(stacks, declared(project, stacks))
    bad: set[StackFolder] = set()

    def guarded(stack: StackFolder) -> Outcome:
        if waited := next((one for one in order[stack] if one in bad), None):
            bad.add(stack)
            typer.echo(f"{stack.name}: skipped, {waited.name} failed or was skipped", err=True)
            return Outcome(stack, "failed")
        bad.add(stack)
        done = work(stack)
        bad.discard(stack)
        return done

    return each(in_turn(order), guarded)


def heading(stack: StackFolder, stacks: Sequence[StackFolder]) -> None:
    """Names the stack whose output follows, where there are several."""
    if len(stacks) > 1:
        typer.echo(typer.style(f"\n=== {stack.name} ===", bold=True))


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """1 if any stack failed."""
    return _ERROR if any(outcome.result == "failed" for outcome in outcomes) else 0
