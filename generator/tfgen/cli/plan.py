"""`tfgen plan`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options, stacks
from tfgen.cli.opening import open_project
from tfgen.cli.plan_outputs import Comment, Detailed, Files, Output, PlanFormat, outputs

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.affected import Affected
    from tfgen.runner.planning import Planned, Planner
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder
    from tfgen.runner.sharing import Sharing


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
    share_provider: Annotated[
        bool,
        typer.Option(
            "--share-provider",
            help="One AWS provider process for stacks that configure it alike: faster.",
        ),
    ] = False,
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
    from tfgen.runner.choice import Wanted, choose
    from tfgen.runner.shards import parse

    wanted_outputs = outputs(output, report, comment)
    project = open_project()
    since = changed or base is not None or why
    wanted = Wanted(services or (), env, owner, strategy, since, base)
    found = choose(project, wanted)
    if why:
        _tell_why(found.reached)
        return
    chosen = found.stacks
    if shard:
        chosen = parse(shard, os.environ).of(chosen)
    if found.base if gate is None else gate:
        _pass_gate(project, chosen, found.base)
    planner = replace(
        _planner(project, out, allow or (), sandbox=sandbox),
        # Of many stacks nobody reads Terraform's text.
        texts=len(chosen) == 1,
        briefly=wanted_outputs.terminal_only,
    )
    with _sharing(chosen, planner) if share_provider else nullcontext() as sharing:
        made = _planned(project, replace(planner, sharing=sharing), chosen, jobs)
    if out:
        _keep(project, planner.folder, made)
    reviews = [one.review for one in made]
    raise typer.Exit(wanted_outputs.deliver(reviews, detailed=detailed_exitcode))


def _pass_gate(project: Project, chosen: Sequence[StackFolder], base: str) -> None:
    """Raises InputErrors for what stacks bring along that the base does not allow."""
    from tfgen.runner.changed_files import Repository
    from tfgen.runner.gate import gate

    found = gate(project, base or "HEAD", Repository(project.root))
    found.check([stack.path for stack in chosen])


def _tell_why(reached: Sequence[Affected]) -> None:
    for one in reached:
        typer.echo("\n    <- ".join(one.chain))
    if not reached:
        typer.echo("no stack reads what has changed")


def _planner(project: Project, out: Path | None, allow: Sequence[str], *, sandbox: bool) -> Planner:
    from threading import Lock

    from tfgen.review.mask import of_environment
    from tfgen.runner.planning import Planner, allowed

    placing = Lock()

    def place(stack: StackFolder) -> Place:
        # Scratch copies of one environment share a folder for the catalog.
        with placing:
            return stacks.place(project, stack, sandbox=sandbox)

    return Planner(
        project,
        out.absolute() if out else project.private_folder / "plans",
        place,
        of_environment(os.environ),
        lambda text: typer.echo(text, err=True),
        allowed(allow),
        keep=out is not None,
    )


def _sharing(chosen: Sequence[StackFolder], planner: Planner) -> Sharing:
    from tfgen.runner.sharing import Sharing

    return Sharing(chosen, os.environ, lambda text: planner.say(planner.mask.text(text)))


def _planned(
    project: Project, planner: Planner, chosen: Sequence[StackFolder], jobs: int | None
) -> tuple[Planned, ...]:
    """The plans of all stacks. A failure is in them; an only stack's goes on at a terminal."""
    from tfgen.runner.choice import declared
    from tfgen.runner.order import dependencies
    from tfgen.runner.pool import Pool, default_jobs
    from tfgen.terraform import interrupts

    if planner.texts and planner.briefly:
        return (planner.plan(chosen[0]),)
    order = dependencies(chosen, declared(project, chosen))
    pool = Pool(
        planner.review,
        planner.skipped,
        lambda made: made.review.result in ("failed", "skipped"),
        interrupts.requested,
    )
    # Only the main thread takes signals, and passes them on to every Terraform.
    with interrupts.forwarded():
        return pool.run(chosen, order, jobs or default_jobs())


def _keep(project: Project, folder: Path, made: Sequence[Planned]) -> None:
    """Writes the manifest of the plans that were kept."""
    from tfgen.private_files import private_folder
    from tfgen.runner import manifest
    from tfgen.runner.changed_files import head

    entries = tuple(one.entry for one in made if one.entry)
    private_folder(folder)
    manifest.write(folder, manifest.Manifest(head(project.root), entries), os.environ)
