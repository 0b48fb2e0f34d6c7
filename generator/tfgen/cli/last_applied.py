"""`tfgen last-applied`."""

from __future__ import annotations

import os
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
    """Print the newest commit that a workflow has applied; nothing before the first.

    What a run that failed, was cancelled or was not approved left undone is planned by the next
    one, if it plans what changed since this commit. Needs GITHUB_REPOSITORY and GITHUB_TOKEN.

    Example: tfgen plan --changed --base "$(tfgen last-applied)"
    """
    from tfgen.posting import github_runs

    commit = github_runs.last_success(github_runs.runs(os.environ), workflow, branch)
    if commit:
        typer.echo(commit)
