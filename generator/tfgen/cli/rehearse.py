"""`tfgen rehearse`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="STRATEGY", help="Migrate it instead, to each strategy in turn."
        ),
    ] = None,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,
) -> None:
    """Play a service's life on an embedded AWS.

    With real Terraform: apply, deploy by the pipeline, change, fail, roll back, destroy; after
    each the next plan has to be empty. Nothing outside this machine is touched. Exits 1 if a step
    fails. With --to it plays `tfgen migrate`, and looks that every request meets a task.

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
    targets = to or ()
    strategy = " -> ".join([chosen.environments[environment].strategy, *targets])
    script = play.script(chosen.environments[environment], targets)
    as_text = output is options.Format.text
    steps: list[Step] = []
    with _screen(shown=as_text) as screen, staged(project, chosen, environment, source) as stage:
        screen.say(f"Rehearsing {service} in {environment} ({strategy}), on an embedded AWS\n")
        for step in play.play(stage, script, screen.announce):
            steps.append(step)
            screen.say(_line(len(steps), step))
        screen.say(_conclusion(steps, service))
    if not as_text:
        typer.echo(json.dumps(play.as_json(service, environment, strategy, steps), indent=2))
    raise typer.Exit(0 if all(step.ok for step in steps) else 1)


@dataclass(frozen=True)
class _Screen:
    """Where a rehearsal shows itself: finished lines, and which step is under way."""

    say: Callable[[str], None]
    announce: Callable[[str], None]


@contextlib.contextmanager
def _screen(*, shown: bool) -> Iterator[_Screen]:
    """Lines; on a terminal, with a last one that moves while a step is under way."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    if not shown:
        yield _Screen(lambda _: None, lambda _: None)
    elif not console.is_terminal:
        yield _Screen(typer.echo, lambda _: None)
    else:
        with console.status("starting the sandbox") as status:
            yield _Screen(lambda line: console.print(Text.from_ansi(line)), status.update)


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


def _line(number: int, step: Step) -> str:
    mark = typer.style("ok", fg="green") if step.ok else typer.style("FAILED", fg="red", bold=True)
    first, *rest = step.detail.splitlines() or [""]
    line = f"{number:>2}. {step.name:<30} {step.seconds:>6.1f} s  {mark}  {first}"
    return "\n".join([line, *(f"    {more}" for more in rest)])


def _conclusion(steps: list[Step], service: str) -> str:
    if all(step.ok for step in steps):
        total = sum(step.seconds for step in steps)
        return (
            f"\n{service}: {len(steps)} steps, {total:.0f} s; every plan after a deploy was empty"
        )
    return f"\n{service}: step {len(steps)} failed: {steps[-1].name}"
