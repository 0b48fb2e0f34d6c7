"""`tfgen migrate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import changing, open_project
from tfgen.errors import InputError, UsageError

if TYPE_CHECKING:
    from tfgen.migration.steps import State
    from tfgen.migration.telling import Told
    from tfgen.project import Project
    from tfgen.services import Service
    from tfgen.writer import Change


def migrate(
    service: Annotated[str, typer.Argument(help="The service.")],
    to: Annotated[
        str, typer.Option("--to", metavar="STRATEGY", help="Begin: codepipeline or codedeploy.")
    ] = "",
    go_on: Annotated[bool, typer.Option("--next", help="Go on to the next step.")] = False,
    go_back: Annotated[bool, typer.Option("--back", help="Go back a step.")] = False,
    env: options.Environment = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")
    ] = False,
    chdir: options.Chdir = None,
) -> None:
    """Move a service to another deploy strategy, a step at a time.

    Each step changes the spec and its stacks; between two steps the stacks are applied. No step
    interrupts the service. Without an option, tells where it stands.

    Example: tfgen migrate web --to codedeploy --env stg
    """
    from tfgen import services

    if sum((bool(to), go_on, go_back)) > 1:
        raise UsageError("--to, --next and --back exclude each other", hint="one step at a time")
    project = open_project()
    moves = bool(to) or go_on or go_back
    with changing(project, writes=moves and not dry_run):
        [found] = services.chosen(services.load(project), [service])
        now = _now(project, found, env)
        if not moves:
            _tell_where(found, now)
            return
        step = _step(found, now, to=to, back=go_back)
        changes = _changes(project, found, step)
        if not dry_run:
            _write(project, changes)
    if dry_run:
        typer.echo("".join(change.diff() for change in changes), nl=False)
        return
    _tell(project, found, step, whole=bool(to))


def _now(project: Project, service: Service, env: str | None) -> dict[str, State]:
    """Where the service stands in each chosen environment."""
    from tfgen.migration import steps

    if env:
        project.environment(env)
        if env not in service.environments:
            raise UsageError(
                f"{service.name} does not live in {env!r}",
                where=service.file.where(["environments"]),
                hint=f"its environments: {', '.join(service.environments)}",
            )
    chosen = [env] if env else list(service.environments)
    return {name: steps.state(service.environments[name]) for name in chosen}


def _step(service: Service, now: dict[str, State], *, to: str, back: bool) -> dict[str, State]:
    """The next state of each environment; UsageError where none of them has one."""
    from tfgen.migration import steps

    def following(name: str, state: State) -> State:
        # What a hint names must not move the other environments.
        here = f" --env {name}" if len(service.environments) > 1 else ""
        if to:
            return steps.begin(service.name, state, to, here)
        return (steps.back if back else steps.forward)(service.name, state, here)

    # Those that are where they should be need no step; but one at least does.
    def rests(state: State) -> bool:
        return state.strategy == to and not state.source if to else not state.source

    moving = {name: state for name, state in now.items() if not rests(state)}
    if not to and len({state.step for state in moving.values()}) > 1:
        stand = ", ".join(f"{name} at step {state.step}" for name, state in moving.items())
        raise UsageError(
            f"the environments are not at one step: {stand}", hint="name one of them with --env"
        )
    return {name: following(name, state) for name, state in (moving or now).items()}


def _changes(project: Project, service: Service, step: dict[str, State]) -> list[Change]:
    """The files that the step changes. InputError where they are not as their spec has them."""
    from tfgen import generation, services, stack_texts, writer, yaml_file
    from tfgen.migration.rewriting import rewritten

    if pending := generation.prepare(project, [service.name]).pending:
        raise InputError(
            f"{pending[0].path} is not what {service.file.path.name} describes",
            hint=f"tfgen generate {service.name}, and apply that first",
        )
    text = rewritten(service.file, step)
    changed = services.from_file(project, yaml_file.parse(text, service.file.path))
    path = service.file.path.relative_to(project.root).as_posix()
    spec = writer.Change(path, "update", service.file.text, text)
    stacks = writer.compare(project.root, stack_texts.texts(project, changed))
    return [spec, *(change for change in stacks if change.state != "identical")]


def _write(project: Project, changes: list[Change]) -> None:
    from tfgen import writer

    if blocked := [change.path for change in changes if change.state == "conflict"]:
        raise UsageError(
            f"{blocked[0]} exists and was not written by tfgen", hint="move it away, or rename it"
        )
    writer.apply(project.root, project.private_folder, changes)


def _tell_where(service: Service, now: dict[str, State]) -> None:
    from tfgen.migration.telling import told

    for environment, state in now.items():
        spec = service.environments[environment]
        if not state.source:
            typer.echo(f"{environment}: {state.strategy}; no migration is under way")
            continue
        step = told(spec, environment, state)
        typer.echo(
            f"{environment}: {state.source} -> {state.strategy}, step {state.step}: {step.title}"
        )


def _tell(project: Project, service: Service, step: dict[str, State], *, whole: bool) -> None:
    from tfgen.migration import steps
    from tfgen.migration.telling import told

    for environment, state in step.items():
        spec = service.environments[environment]
        course: Sequence[State] = steps.course(service.name, state) if whole else [state]
        move = f"{state.source} -> {state.strategy}" if state.source else state.strategy
        typer.echo(f"{service.name} in {environment}: {move}")
        for one in course:
            _show(f"{one.step}." if one.source else "-", told(spec, environment, one))
        typer.echo("")
    here = f" --env {next(iter(step))}" if len(step) == 1 else ""
    typer.echo(f"Written: {service.file.path.relative_to(project.root)} and its stacks. Next:")
    for line in _next(service.name, here, next(iter(step.values()))):
        typer.echo(f"  {line}")


def _show(mark: str, step: Told) -> None:
    """Prints a step after its number."""
    typer.echo(f"\n  {mark} {typer.style(step.title, bold=True)}")
    for line in step.does:
        typer.echo(f"     - {line}")
    typer.echo(f"     interrupts: {step.interrupts}")
    for number, line in enumerate(step.then):
        typer.echo(f"     {'then: ' if number == 0 else '      '}{line}")


def _next(name: str, here: str, state: State) -> list[str]:
    lines = [f"tfgen plan {name}{here}", f"tfgen apply {name}{here}"]
    if state.source:
        lines.append(f"tfgen migrate {name} --next{here}     (once that is applied)")
        if _can_go_back(name, state):
            lines.append(f"tfgen migrate {name} --back{here}     (the way back)")
    return lines


def _can_go_back(name: str, state: State) -> bool:
    from tfgen.migration import steps

    try:
        steps.back(name, state)
    except UsageError:
        return False
    return True
