"""How `apply` and `destroy` change a stack: plan, show, ask, carry out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from tfgen.cli import stacks
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.run import Place
    from tfgen.terraform.gateway import Terraform


def note(text: str) -> None:
    """Progress that is no part of the result."""
    typer.echo(text, err=True)


def require_answer(*, yes: bool, command: str) -> None:
    """Raises UsageError where the command would have to ask and nobody can answer."""
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            f"{command} asks before it changes anything, and there is no terminal to ask on",
            hint="look with `tfgen plan`, then repeat this command with --yes",
        )


def change(
    project: Project,
    place: Place,
    terraform: Terraform,
    say: stacks.Say,
    *,
    destroy: bool,
    yes: bool,
) -> stacks.Outcome:
    """Plans the stack, shows the plan, asks unless `yes`, and applies exactly that plan."""
    from tfgen.runner.run import planned
    from tfgen.runner.scratch import scratch_plan

    stack = place.stack
    kept = scratch_plan(project.private_folder / "plans", stack.environment, stack.service)
    try:
        result = planned(place, terraform, kept, destroy=destroy, json=False, say=lambda _: None)
        # Whole: a secret and the name that tells of it stand on lines of their own.
        say(result.stdout)
        if not result.changed:
            return stacks.Outcome(stack, "no-op")
        question = (
            f"Destroy everything in {stack.name}?" if destroy else f"Apply this to {stack.name}?"
        )
        if not yes and not typer.confirm(question):
            return stacks.Outcome(stack, "declined")
        terraform.apply(kept, on_line=say)
        return stacks.Outcome(stack, "changed")
    finally:
        kept.unlink(missing_ok=True)
