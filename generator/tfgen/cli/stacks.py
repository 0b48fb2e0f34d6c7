"""What `plan`, `apply` and `destroy` share: work on each stack in its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import typer

from tfgen.cli.failure import report
from tfgen.cli.voice import Voice, hide
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.order import Order
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder

_ERROR = 1
_INTERRUPTED = 130
Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What became of a stack: no-op, changed, failed, skipped, interrupted or declined."""

    stack: StackFolder
    result: str


Work = Callable[["StackFolder", Say], Outcome]
"""Work on a stack; what it says line by line."""


def place(project: Project, stack: StackFolder, *, sandbox: bool) -> Place:
    """Where the stack is run: in its own folder, or in the sandbox's scratch copy of it."""
    from tfgen.runner.run import home

    if sandbox:
        from tfgen.sandbox import workspace

        return workspace.place(project, stack)
    return home(project, stack)


def order(project: Project, stacks: Sequence[StackFolder]) -> Order:
    """What each of some stacks waits for among them."""
    from tfgen.runner.choice import declared
    from tfgen.runner.order import dependencies

    return dependencies(stacks, declared(project, stacks).before)


def backwards(before: Order) -> Order:
    """The order of taking things down: what is used goes after its users."""
    return {
        stack: tuple(user for user, used in before.items() if stack in used) for stack in before
    }


def run(before: Order, work: Work, jobs: int = 1) -> tuple[Outcome, ...]:
    """`work` on every stack after those that it waits for, `jobs` at once.

    One that fails is reported; those that wait for it are skipped, and nothing else is. An
    interruption ends it all, and so does a failure when there is one stack. Of several at once,
    what a stack says is shown when it is done.
    """
    return _at_once(before, work, jobs) if jobs > 1 else _each(before, work)


def _each(before: Order, work: Work) -> tuple[Outcome, ...]:
    from tfgen.runner.order import in_turn

    outcomes: dict[StackFolder, Outcome] = {}
    for stack in in_turn(before):
        if culprit := _culprit(stack, before, outcomes):
            outcomes[stack] = _skipped(stack, culprit)
            continue
        _heading(stack, before)
        voice = Voice(typer.echo)
        try:
            outcomes[stack] = work(stack, voice.say)
        except (TfgenError, OSError) as failed:
            voice.end()
            error = _error(failed)
            if len(before) == 1 or error.exit_code == _INTERRUPTED:
                raise error from failed
            report(error)
            outcomes[stack] = Outcome(stack, "failed")
        voice.end()
    return tuple(outcomes.values())


def _at_once(before: Order, work: Work, jobs: int) -> tuple[Outcome, ...]:
    from tfgen.cli.progress import progress
    from tfgen.runner.pool import Pool
    from tfgen.terraform import interrupts
    from tfgen.terraform.diagnostics import InterruptError

    showing = Lock()

    def one(stack: StackFolder) -> Outcome:
        lines: list[str] = []
        voice = Voice(lines.append)
        typer.echo(f"{stack.name}: begun", err=True)
        telling.phase(stack.name, "applying")
        started, failure = time.monotonic(), None
        try:
            done = work(stack, voice.say)
        except (TfgenError, OSError) as failed:
            failure = _error(failed)
            stopped = failure.exit_code == _INTERRUPTED
            done = Outcome(stack, "interrupted" if stopped else "failed")
        voice.end()
        with showing:
            _heading(stack, before)
            typer.echo("\n".join(lines))
            if failure:
                failure.message = f"{stack.name}: {failure.message}"
                report(failure)
            telling.ended(stack.name, done.result, time.monotonic() - started)
        return done

    with progress(drawn=False) as telling, interrupts.forwarded():
        outcomes = Pool(one, _skipped, _bad, interrupts.requested).run(tuple(before), before, jobs)
        if interrupts.requested():
            untouched = len(before) - len(outcomes)
            raise InterruptError(f"stopped; {untouched} stacks were not begun")
    return outcomes


def _error(failed: TfgenError | OSError) -> TfgenError:
    """What failed as an error to tell, without what looks secret: Terraform may say anything."""
    from tfgen.writer import disk_error

    error = disk_error(failed) if isinstance(failed, OSError) else failed
    error.message, error.hint = hide(error.message), hide(error.hint)
    return error


def _bad(outcome: Outcome) -> bool:
    return outcome.result in ("failed", "skipped", "interrupted")


def _culprit(
    stack: StackFolder, before: Order, outcomes: dict[StackFolder, Outcome]
) -> StackFolder | None:
    return next((one for one in before[stack] if _bad(outcomes[one])), None)


def _skipped(stack: StackFolder, culprit: StackFolder) -> Outcome:
    typer.echo(f"{stack.name}: skipped, {culprit.name} failed or was skipped", err=True)
    return Outcome(stack, "skipped")


def _heading(stack: StackFolder, before: Order) -> None:
    """Names the stack whose output follows, where there are several."""
    if len(before) > 1:
        typer.echo(typer.style(f"\n=== {stack.name} ===", bold=True))


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """1 if any stack failed, or was skipped."""
    return _ERROR if any(map(_bad, outcomes)) else 0
