"""`tfgen fetch-plans`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.errors import FailedError, UsageError


def fetch_plans(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the plans.")],
    env: options.Environment = None,
    workflow: Annotated[
        str, typer.Option("--workflow", metavar="FILE", help="The workflow that saved them.")
    ] = "plan.yml",
    chdir: options.Chdir = None,
) -> None:
    """Fetch the plans that a pull request's run has saved for just these files.

    Looks in GitHub for the artifact tfgen-plans-ENV-TREE, where TREE is what `git rev-parse
    HEAD^{tree}` prints: a merge that changes nothing else has the tree that was planned. Exits 1
    where there is none; then plan anew. Needs GITHUB_REPOSITORY and GITHUB_TOKEN.

    Example: tfgen fetch-plans plans --env stg
    """
    from tfgen.posting import github_runs
    from tfgen.runner import unpacking
    from tfgen.runner.changed_files import Repository

    project = open_project()
    if env:
        project.environment(env)
    folder = folder.absolute()
    unpacking.require_new(folder)
    where = github_runs.runs(os.environ)
    tree = Repository(project.root).head().tree
    if not tree:
        raise UsageError("nothing is committed here", hint="git commit, or work in a clone")
    name = "-".join(part for part in ("tfgen-plans", env, tree) if part)
    address = github_runs.artifact(where, name, workflow)
    if not address:
        raise FailedError(
            f"no run of {workflow} has saved plans of just these files ({name})",
            hint="that is so after a push without a pull request, or when the branch moved on"
            " between plan and merge; plan again: tfgen plan --out DIR",
        )
    with tempfile.TemporaryDirectory(prefix="tfgen-plans-") as temporary:
        archive = Path(temporary, f"{name}.zip")
        github_runs.download(where, address, archive)
        count = unpacking.unpack(archive, folder)
    typer.echo(f"{folder.name}: {count} files from {name}", err=True)
