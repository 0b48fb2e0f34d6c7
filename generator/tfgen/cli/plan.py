"""`tfgen plan`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.cli.plan_outputs import Comment, Detailed, Files, Output, PlanFormat, outputs

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.choice import Chosen
    from tfgen.runner.selection import StackFolder
    from tfgen.runner.shards import Shard


def plan(
    services: options.Services = None,
    env: options.Environment = None,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed", help="Only stacks that read something which this branch changes."
        ),
    ] = False,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="COMMIT", help="With --changed: since COMMIT."),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="With --changed: only tell why each stack is planned.")
    ] = False,
    owner: Annotated[str, typer.Option("--owner", help="Only stacks of this owner.")] = "",
    strategy: Annotated[str, typer.Option("--strategy", help="Only stacks that deploy so.")] = "",
    gate: Annotated[
        bool | None,
        typer.Option(
            "--gate/--no-gate",
            help="Refuse what tfgen.yaml does not allow; on with --changed.",
            show_default=False,
        ),
    ] = None,
    jobs: options.Jobs = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard", metavar="N/OF", help="Only the N-th part of the stacks: 3/8, or auto."
        ),
    ] = None,
    allow: options.Allow = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Keep the plans in DIR, for: tfgen apply --plans DIR."
        ),
    ] = None,
    detailed_exitcode: Detailed = False,
    sandbox: options.Sandbox = False,
    output: Output = PlanFormat.text,
    report: Files = None,
    comment: Comment = None,
    chdir: options.Chdir = None,
) -> None:
    """Show what Terraform would change in each stack.

    Refuses when the AWS credentials belong to another account than the environment's. A plan that
    does what a guard warns of ends with exit code 1, unless --allow names the guard.

    Example: tfgen plan web --env stg
    """
    from tfgen.cli.plan_run import Request, reviewed
    from tfgen.runner.choice import Wanted, choose
    from tfgen.runner.shards import parse

    wanted_outputs = outputs(output, report, comment)
    project = open_project()
    since = changed or base is not None or why
    wanted = Wanted(services or (), env, owner, strategy, since, base)
    found = choose(project, wanted)
    if why:
        _tell_why(found)
        return
    if shard:
        found = _part(found, parse(shard, os.environ))
    if found.base if gate is None else gate:
        _pass_gate(project, found.stacks, found.base)
    request = Request(project, found, out, allow or (), jobs, sandbox, wanted_outputs.terminal_only)
    reviews = reviewed(request)
    raise typer.Exit(wanted_outputs.deliver(reviews, detailed=detailed_exitcode))


def _part(found: Chosen, shard: Shard) -> Chosen:
    """The shard's part of the stacks, of those that are there and of those that have gone."""
    mine = set(shard.of((*found.stacks, *found.gone)))
    return replace(
        found,
        stacks=tuple(stack for stack in found.stacks if stack in mine),
        gone=tuple(stack for stack in found.gone if stack in mine),
    )


def _pass_gate(project: Project, chosen: Sequence[StackFolder], base: str) -> None:
    """Raises InputErrors for what stacks bring along that the base does not allow."""
    from tfgen.runner.changed_files import Repository
    from tfgen.runner.gate import gate

    found = gate(project, base or "HEAD", Repository(project.root))
    found.check([stack.path for stack in chosen])


def _tell_why(found: Chosen) -> None:
    for one in found.reached:
        typer.echo("\n    <- ".join(one.chain))
    for stack in found.gone:
        typer.echo(f"{stack.name}\n    <- it is no longer there")
    if not (found.reached or found.gone):
        typer.echo("no stack reads what has changed")
