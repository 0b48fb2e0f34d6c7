"""`tfgen generate`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.notes import retired
from tfgen.cli.opening import changing, open_project

if TYPE_CHECKING:
    from tfgen.generation import Generation


def generate(
    services: options.Services = None,
    env: options.Environment = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a stack is out of date.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over files that a person has edited.")
    ] = False,
    chdir: options.Chdir = None,
) -> None:
    """Write the stacks that the specs describe.

    services/*.yaml -> stacks/<env>/<service>/*.tf, all or nothing, and safe to repeat. A file
    that a person has edited is shown and left alone.

    Example: tfgen generate web --diff
    """
    from tfgen import generation

    project = open_project()
    with changing(project, writes=not (check or diff)):
        found = generation.prepare(project, services or (), env, force=force)
        writes = not (check or diff or found.conflicts)
        # Written before anything is shown: a reader that goes away (`| head`) stops the showing.
        if writes:
            generation.write(project, found)
            if not services and not env:
                generation.remember(project, found)
    _show(found, diffs=diff)
    if found.retired:
        typer.echo(retired(found.retired), err=True)
    if where := project.missing_catalog():
        # The stacks are right, and Terraform will not find their modules.
        typer.echo(f"note: {where}: there is no folder of modules here yet", err=True)
    if found.conflicts and not (check or diff):
        typer.echo(
            "nothing was written\n"
            "  -> move the edit into the spec or a file of its own, or: tfgen generate --force",
            err=True,
        )
        raise typer.Exit(1)
    raise typer.Exit(1 if check and found.pending else 0)


def _show(found: Generation, *, diffs: bool) -> None:
    for change in found.pending:
        typer.echo(f"{change.state:>9}  {change.path}")
        if change.state == "conflict" or diffs:
            typer.echo(change.diff())
    for folder in found.leftovers:
        _, environment, service = folder.split("/")
        typer.echo(
            f" leftover  {folder}: no spec names this stack any more; nothing was deleted\n"
            f"           -> tfgen destroy {service} --env {environment}, then remove the folder"
        )
    counts = Counter(change.state for change in found.changes)
    said = [f"{counts[state]} {state}" for state in ("create", "update", "delete", "conflict")]
    typer.echo(f"{', '.join(said)}, {counts['identical']} identical")
