"""`tfgen last-applied`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import options


def last_applied(
    branch: Annotated[str, typer.Option("--branch", help="The branch that is applied.")] = "main",
    workflow: Annotated[
        str, typer.Option("--workflow", metavar="FILE", help="The workflow that applies.")
    ] = "apply.yml",
    chdir: options.Chdir = None,
) -> None:
    """Print the newest commit before this one that a workflow has applied; nothing where none is.

    What a run that failed, was cancelled or was not approved left undone is planned by the next
    one, if it plans what changed since this commit. Needs GITHUB_REPOSITORY and GITHUB_TOKEN.

    Example: tfgen plan --changed --base "$(tfgen last-applied)"
    """
    from tfgen.posting import github_runs
    from tfgen.runner.changed_files import Repository

    where, repository = github_runs.runs(os.environ), Repository(Path.cwd())
    commit = github_runs.last_success(where, workflow, branch, repository.holds)
    if commit:
        typer.echo(commit)
