"""`tfgen rehearse`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.rehearsal.play import Step
    from tfgen.services import Service


def rehearse(
    service: Annotated[
        str | None, typer.Argument(help="The service; all, in each environment, by default.")
    ] = None,
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

    if service is None and (source or to):
        raise UsageError("--source and --to are of one service", hint="name it: tfgen rehearse web")
    if source and not source.is_dir():
        raise UsageError(
            f"there is no folder {source.absolute()}", hint="name the application's folder"
        )
    project = open_project()
    wanted = [service] if service else []
    played = [
        _play(project, chosen, environment, source, to or (), shown=output is options.Format.text)
        for chosen in services.chosen(services.load(project), wanted)
        for environment in _environments(project, chosen, env, alone=bool(service))
    ]
    if output is options.Format.json:
        whole = played[0] if service else {"version": 1, "rehearsals": played}
        typer.echo(json.dumps(whole, indent=2))
    raise typer.Exit(0 if all(one["ok"] for one in played) else 1)


def _play(
    project: Project,
    service: Service,
    environment: str,
    source: Path | None,
    targets: Sequence[str],
    *,
    shown: bool,
) -> dict[str, Any]:
    """Plays one service in one environment; gives the report for programs."""
    from tfgen.rehearsal import play
    from tfgen.rehearsal.stage import staged

    spec = service.environments[environment]
    strategy = " -> ".join([spec.strategy, *targets])
    script = play.script(spec, targets)
    steps: list[Step] = []
    with _screen(shown=shown) as screen, staged(project, service, environment, source) as stage:
        screen.say(f"Rehearsing {service.name} in {environment} ({strategy}), on an embedded AWS\n")
        for step in play.play(stage, script, screen.announce):
            steps.append(step)
            screen.say(_line(len(steps), step))
        screen.say(_conclusion(steps, service.name))
    return play.as_json(service.name, environment, strategy, steps)


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


def _environments(
    project: Project, service: Service, wanted: str | None, *, alone: bool
) -> list[str]:
    """Where to rehearse: the named environment; else the first of one service, or all of many."""
    known = list(service.environments)
    if wanted is None:
        return known[:1] if alone else known
    project.environment(wanted)
    if wanted in known or not alone:
        return [wanted] if wanted in known else []
    raise UsageError(
        f"{service.name} does not live in {wanted!r}",
        where=service.file.where(["environments"]),
        hint=f"its environments: {', '.join(known)}",
    )


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
