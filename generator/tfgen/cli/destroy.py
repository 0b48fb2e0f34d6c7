"""`tfgen destroy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tfgen.cli import changing, options, stacks
from tfgen.cli.opening import open_project
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.runner.selection import StackFolder


def destroy(
    services: options.Services = None,
    env: options.Environment = None,
    yes: options.Yes = False,
    sandbox: options.Sandbox = False,
    chdir: options.Chdir = None,
) -> None:
    """Take down the stack of a service.

    Service and environment have to be named. Plans, shows, asks.

    Example: tfgen destroy web --env stg
    """
    from tfgen.runner.run import terraform_in
    from tfgen.runner.selection import select

    if not services or not env:
        raise UsageError(
            "destroy takes a service and an environment, so that nothing is destroyed by accident",
            hint="tfgen destroy web --env stg",
        )
    changing.require_answer(yes=yes, command="destroy")
    project = open_project()
    chosen = select(project, services, env)

    def one(stack: StackFolder, say: stacks.Say) -> stacks.Outcome:
        place = stacks.place(project, stack, sandbox=sandbox)
        terraform = terraform_in(project, place, changing.note)
        return changing.change(project, place, terraform, say, destroy=True, yes=yes)

    before = stacks.backwards(stacks.order(project, chosen))
    raise typer.Exit(stacks.exit_code(stacks.run(before, one)))
