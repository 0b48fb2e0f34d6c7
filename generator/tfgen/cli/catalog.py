"""`tfgen catalog docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="The catalog of modules.")


@app.command("docs")
def docs(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The modules; the project's by default.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where a README is out of date.")
    ] = False,
    chdir: options.Chdir = None,
) -> None:
    """Make the tables of each module's README from its code.

    What stands under `## Inputs` and `## Outputs` is replaced; the rest is yours.

    Example: tfgen catalog docs --check
    """
    from tfgen import catalog, writer

    place = folder or _of_project()
    changes = catalog.documents(place)
    pending = [change for change in changes if change.state != "identical"]
    for change in pending:
        if not check:
            writer.write_whole(place / change.path, change.new)
        typer.echo(f"{'out of date' if check else 'update':>11}  {place / change.path}")
    typer.echo(f"{len(changes)} modules, {len(pending)} {'out of date' if check else 'updated'}")
    if check and pending:
        typer.echo("  -> tfgen catalog docs", err=True)
        raise typer.Exit(1)


def _of_project() -> Path:
    from tfgen.project import is_remote

    project = open_project()
    catalog = project.settings.catalog
    if is_remote(catalog):
        raise UsageError(
            f"the catalog is elsewhere: {catalog}", hint="name a folder: tfgen catalog docs DIR"
        )
    return project.root / catalog
