"""`tfgen matrix`."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project


class MatrixFor(StrEnum):
    """Whose machines run the shards."""

    github = "github"
    codebuild = "codebuild"


def matrix(
    shards: Annotated[
        int, typer.Option("--shards", min=1, max=256, metavar="N", help="Machines at the most.")
    ] = 8,
    env: options.Environment = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="COMMIT", help="What changed since COMMIT.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All stacks, not only those that a change reaches.")
    ] = False,
    output: Annotated[
        MatrixFor, typer.Option("--format", help="For GitHub's matrix, or CodeBuild's batch.")
    ] = MatrixFor.github,
    chdir: options.Chdir = None,
) -> None:
    """Part the stacks that a branch reaches among machines of a CI.

    No more machines than stacks; none where nothing is reached. Each runs
    tfgen plan --changed --shard N/OF.

    Example: echo "matrix=$(tfgen matrix)" >> "$GITHUB_OUTPUT"
    """
    from tfgen.runner.choice import Wanted, choose

    project = open_project()
    chosen = choose(project, Wanted((), env, changed=not everything, base=base))
    count = min(shards, len(chosen.stacks) + len(chosen.gone))
    parts = [f"{number}/{count}" for number in range(1, count + 1)]
    if output is MatrixFor.github:
        typer.echo(json.dumps({"shard": parts}))
        return
    # https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html
    builds = [
        {"identifier": f"shard_{number}", "env": {"variables": {"TFGEN_SHARD": part}}}
        for number, part in enumerate(parts, 1)
    ]
    typer.echo(json.dumps({"version": 0.2, "batch": {"build-list": builds}}, indent=2))
