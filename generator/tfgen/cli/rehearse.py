"""`tfgen rehearse`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.rehearsal.play import Step
    from tfgen.services import Service


def rehearse(
    service: Annotated[str, typer.Argument(help="The service.")],
    env: options.Environment = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--source", metavar="DIR", help="The application's source, with its Dockerfile."
        ),
    ] = None,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,  # noqa: ARG001
) -> None:
    """Play a service's life on an embedded AWS.

    With real Terraform: apply, deploy by the pipeline, change, fail, roll back, destroy; after
    each the next plan has to be empty. Nothing outside this machine is touched. Exits 1 if a step
    fails.

    Example: tfgen rehearse web --env stg --source ../web
    """
    import json

    from tfgen import services
    from tfgen.rehearsal import play
    from tfgen.rehearsal.stage import staged

    project = open_project()
    [chosen] = services.chosen(services.load(project), [service])
    environment = _environment(project, chosen, env)
    if source and not source.is_dir():
        raise UsageError(f"there is no folder {source}", hint="name the application's folder")
    strategy = chosen.environments[environment].strategy
    as_text = output is options.Format.text
    if as_text:
        typer.echo(f"Rehearsing {service} in {environment} ({strategy}), on an embedded AWS\n")
    steps: list[Step] = []
    with _progress(shown=as_text) as announce, staged(project, chosen, environment, source) as at:
        for step in play.play(at, announce):
            steps.append(step)
            if as_text:
                _show(len(steps), step)
    if as_text:
        _conclude(steps, service)
    else:
        typer.echo(json.dumps(play.as_json(service, environment, strategy, steps), indent=2))
    raise typer.Exit(0 if all(step.ok for step in steps) else 1)


@contextlib.contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[str], None]]:
    """On a terminal, a line that says which step is under way."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda _: None
        return
    with console.status("starting the sandbox") as status:
        yield status.update


def _environment(project: Project, service: Service, wanted: str | None) -> str:
    if wanted is None:
        return next(iter(service.environments))
    project.environment(wanted)
    if wanted not in service.environments:
        known = ", ".join(service.environments)
        raise UsageError(
            f"{service.name} does not live in {wanted!r}",
            where=service.file.where(["environments"]),
            hint=f"its environments: {known}",
        )
    return wanted


def _show(number: int, step: Step) -> None:
    mark = typer.style("ok", fg="green") if step.ok else typer.style("FAILED", fg="red", bold=True)
    first, *rest = step.detail.splitlines() or [""]
    typer.echo(f"{number:>2}. {step.name:<30} {step.seconds:>6.1f} s  {mark}  {first}")
    for line in rest:
        typer.echo(f"    {line}")


def _conclude(steps: list[Step], service: str) -> None:
    total = sum(step.seconds for step in steps)
    if all(step.ok for step in steps):
        typer.echo(
            f"\n{service}: {len(steps)} steps, {total:.0f} s; every plan after a deploy was empty"
        )
    else:
        typer.echo(f"\n{service}: step {len(steps)} failed: {steps[-1].name}")
