"""`tfgen apply`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import changing, options, stacks
from tfgen.cli.opening import open_project
from tfgen.errors import InputError, UsageError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.manifest import Manifest
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
    allow: options.Allow = None,
    yes: options.Yes = False,
    sandbox: options.Sandbox = False,
    chdir: options.Chdir = None,
) -> None:
    """Plan, show, ask, and apply just that plan.

    With --plans, plans that were reviewed before are applied: each is the file that was saved, of
    this commit and configuration, or nothing is done. Where the state or a service has moved on
    since, a plan made now has to mean the same.

    Example: tfgen apply web --env stg
    """
    from tfgen.runner.plan_folder import alone
    from tfgen.runner.run import terraform_in
    from tfgen.runner.selection import select

    if plans is None:
        changing.require_answer(yes=yes, command="apply")
    project = open_project()
    chosen = select(project, services or (), env)
    if plans is not None:
        with alone(plans.absolute()):
            _apply_saved(project, chosen, plans.absolute(), allow or (), sandbox=sandbox)
        return

    def one(stack: StackFolder) -> stacks.Outcome:
        stacks.heading(stack, chosen)
        place = stacks.place(project, stack, sandbox=sandbox)
        terraform = terraform_in(project, place, changing.note)
        return changing.change(project, place, terraform, destroy=False, yes=yes)

    raise typer.Exit(stacks.exit_code(stacks.each(chosen, one)))


def _apply_saved(
    project: Project,
    chosen: Sequence[StackFolder],
    folder: Path,
    allow: Sequence[str],
    *,
    sandbox: bool,
) -> None:
    """Applies the saved plans of the chosen stacks, in the order of their dependencies."""
    from tfgen.runner import manifest
    from tfgen.runner.applying import Applier
    from tfgen.runner.planning import allowed

    kept = manifest.read(folder, os.environ)
    _require_commit(project, kept, folder)
    applier = Applier(project, folder, allowed(allow), typer.echo, changing.note)
    entries = {stack: entry for stack in chosen if (entry := kept.entry(stack.name))}
    if not entries:
        raise InputError(
            f"there is no saved plan of these stacks in {folder}",
            hint="tfgen plan --out DIR keeps the plans of stacks that would change",
        )

    def one(stack: StackFolder) -> stacks.Outcome:
        stacks.heading(stack, tuple(entries))
        applier.apply(stacks.place(project, stack, sandbox=sandbox), entries[stack])
        return stacks.Outcome(stack, "changed")

    raise typer.Exit(stacks.exit_code(stacks.in_order(project, tuple(entries), one)))


def _require_commit(project: Project, kept: Manifest, folder: Path) -> None:
    from tfgen.runner.changed_files import head

    now = head(project.root)
    if kept.commit != now:
        raise UsageError(
            f"the plans in {folder} are of commit {kept.commit or 'none'}, this is {now or 'none'}",
            hint=f"git switch --detach {kept.commit}" if kept.commit else "plan again",
        )
