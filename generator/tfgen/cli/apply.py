"""`tfgen apply`."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import changing, options, stacks
from tfgen.cli.opening import open_project
from tfgen.errors import UsageError

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
    anew: Annotated[
        bool,
        typer.Option(
            "--anew", help="With --plans: plan again, apply that where it means the same."
        ),
    ] = False,
    allow_destroy: Annotated[
        bool,
        typer.Option(
            "--allow-destroy", help="With --plans: also destroy stacks that have been removed."
        ),
    ] = False,
    wait: Annotated[
        int,
        typer.Option(
            "--wait", min=0, metavar="MINUTES", help="With --plans: let deployments end first."
        ),
    ] = 0,
    allow: options.Allow = None,
    jobs: options.Jobs = None,
    yes: options.Yes = False,
    sandbox: options.Sandbox = False,
    chdir: options.Chdir = None,
) -> None:
    """Plan, show, ask, and apply just that plan.

    With --plans, plans that were reviewed before are applied: each is the file that was saved, of
    this commit's files and configuration, or nothing is done. Where the state or a service has
    moved on since, a plan made now has to mean the same. With --yes or --plans stacks that do not
    wait for each other are applied side by side.

    Example: tfgen apply web --env stg
    """
    from tfgen.runner.pool import default_jobs
    from tfgen.runner.run import terraform_in
    from tfgen.runner.selection import select

    if plans is None:
        _refuse_without_plans(anew=anew, allow_destroy=allow_destroy, wait=wait)
        changing.require_answer(yes=yes, command="apply")
    project = open_project()
    if plans is not None:
        from tfgen.cli.saved_plans import Wanted, apply_saved
        from tfgen.runner.plan_folder import alone

        wanted = Wanted(
            services or (), env, allow or (), wait * 60.0, anew, allow_destroy, jobs, sandbox
        )
        with alone(plans.absolute()):
            raise typer.Exit(apply_saved(project, plans.absolute(), wanted))

    placing = Lock()

    def one(stack: StackFolder, say: stacks.Say) -> stacks.Outcome:
        # Scratch copies of one environment share a folder for the catalog.
        with placing:
            place = stacks.place(project, stack, sandbox=sandbox)
        terraform = terraform_in(project, place, changing.note)
        return changing.change(project, place, terraform, say, destroy=False, yes=yes)

    before = stacks.order(project, select(project, services or (), env))
    # Who is asked has to read one plan after the other.
    count = min(len(before), jobs or default_jobs()) if yes else 1
    raise typer.Exit(stacks.exit_code(stacks.run(before, one, count)))


def _refuse_without_plans(*, anew: bool, allow_destroy: bool, wait: int) -> None:
    """Raises UsageError for an option that says something of saved plans where there are none."""
    given = {"--anew": anew, "--allow-destroy": allow_destroy, "--wait": bool(wait)}
    for option, present in given.items():
        if present:
            raise UsageError(f"{option} goes with --plans", hint="tfgen plan --out DIR keeps plans")
