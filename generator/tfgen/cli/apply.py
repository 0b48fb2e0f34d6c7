"""`tfgen apply`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import changing, options, stacks
from tfgen.cli.opening import open_project

if TYPE_CHECKING:
    from tfgen.runner.selection import StackFolder


def apply(
    services: options.Services = None,
    env: options.Environment = None,
    plans: Annotated[
        Path | None,
        typer.Option(
            "--plans", metavar="DIR", help="Apply the plans kept by: tfgen plan --out DIR."
        ),
    ] = None,
    yes: options.Yes = False,
    sandbox: options.Sandbox = False,
    chdir: options.Chdir = None,
) -> None:
    """Plan, show, ask, and apply just that plan.

    With --plans, plans that were reviewed before are applied as they are; Terraform refuses one
    whose state has moved on since.

    Example: tfgen apply web --env stg
    """
    from tfgen.runner.run import plan_file, terraform_in
    from tfgen.runner.selection import select

    if plans is None:
        changing.require_answer(yes=yes, command="apply")
    project = open_project()
    chosen = select(project, services or (), env)

    def one(stack: StackFolder) -> stacks.Outcome:
        stacks.heading(stack, chosen)
        place = stacks.place(project, stack, sandbox=sandbox)
        terraform = terraform_in(project, place, changing.note)
        if plans is None:
            return changing.change(project, place, terraform, destroy=False, yes=yes)
        place.confirm()
        terraform.apply(plan_file(plans.absolute(), stack), on_line=typer.echo)
        return stacks.Outcome(stack, "changed")

    raise typer.Exit(stacks.exit_code(stacks.each(chosen, one)))
