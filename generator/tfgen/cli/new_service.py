"""`tfgen new-service`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tfgen.cli import options
from tfgen.cli.opening import changing, open_project
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.new_spec import Answers
    from tfgen.project import Project
    from tfgen.services import Service


def new_service(
    name: Annotated[str, typer.Argument(help="Its name, such as web or billing-worker.")],
    strategy: Annotated[
        str, typer.Option(help="How it deploys: codepipeline, codedeploy, ecs-cli.")
    ] = "",
    kind: Annotated[str, typer.Option(help="web, worker or job.")] = "",
    repository: Annotated[
        str, typer.Option(metavar="OWNER/NAME", help="The application's repository.")
    ] = "",
    branch: Annotated[str, typer.Option(help="The branch that deploys.")] = "",
    port: Annotated[int, typer.Option(help="The port that the application listens on.")] = 0,
    cpu: Annotated[int, typer.Option(help="CPU units of the task; 1024 is one vCPU.")] = 0,
    memory: Annotated[int, typer.Option(help="Memory of the task in MiB.")] = 0,
    schedule: Annotated[
        str, typer.Option(metavar="EXPRESSION", help="When a job runs: cron(…), rate(…).")
    ] = "",
    environment: Annotated[
        list[str] | None,
        typer.Option("--environment", metavar="NAME", help="Repeat for each; all by default."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Any other key, such as scaling.max=4."),
    ] = None,
    app_dir: Annotated[
        Path | None,
        typer.Option("--app-dir", metavar="DIR", help="The application: its side goes there."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be written; write nothing.")
    ] = False,
    yes: options.Yes = False,
    chdir: options.Chdir = None,
) -> None:
    """Make a service: its spec and its stacks.

    On a terminal, asks for what is missing.

    Example: tfgen new-service web --repository example/web --port 3000 --yes
    """
    from tfgen import services

    project = open_project()
    given = {
        "strategy": strategy,
        "kind": kind,
        "repository": repository,
        "branch": branch,
        "port": port,
        "cpu": cpu,
        "memory": memory,
        "schedule": schedule,
        "environments": tuple(environment or ()),
    }
    with changing(project, writes=not dry_run):
        others = services.load(project)
        if app_dir and not (app_dir.is_dir() and os.access(app_dir, os.W_OK)):
            raise UsageError(
                f"{app_dir} is no folder that can be written",
                hint="clone the application's repository, and give its folder to --app-dir",
            )
        known = next((other for other in others if other.name == name), None)
        if known and app_dir and not any([*given.values(), set_]):
            _write_application(project, known, app_dir, dry_run=dry_run)
            return
        _check_name(project, others, name)
        asks = sys.stdin.isatty() and not yes
        answers = _answers(project, name, given, set_ or [], asks=asks)
        _make(project, others, answers, app_dir, dry_run=dry_run)


def _check_name(project: Project, others: tuple[Service, ...], name: str) -> None:
    from tfgen import services, spec

    if not spec.SERVICE_NAME.match(name) or name.startswith(spec.RESERVED):
        raise UsageError(
            f"{name!r} is no name that AWS takes everywhere",
            hint="use lower-case letters, digits and single hyphens, a letter first: web-admin; "
            "names that begin with aws, ssm or sg- are Amazon's own",
        )
    path = services.spec_path(project, name)
    if path.exists() or any(other.name == name for other in others):
        raise UsageError(
            f"service {name!r} exists already",
            hint=f"change {path.relative_to(project.root)}, then: tfgen generate {name}; only the "
            f"application's side: tfgen new-service {name} --app-dir DIR",
        )


def _answers(
    project: Project, name: str, given: Mapping[str, Any], settings: list[str], *, asks: bool
) -> Answers:
    from tfgen import new_spec

    known = tuple(project.settings.environments)
    defaults: dict[str, Any] = {
        "strategy": "codepipeline",
        "kind": "web",
        "repository": f"{project.settings.project}/{name}",
        "branch": "main",
        "port": 3000,
        "cpu": 256,
        "memory": 512,
        "schedule": "cron(0 3 * * ? *)",
        "environments": known,
    }
    questions = {
        "kind": "Kind: web (takes requests), worker or job (runs on a schedule)",
        "strategy": "Strategy: codepipeline (rolling) or codedeploy (blue/green)",
        "repository": "The application's repository, as OWNER/NAME",
        "branch": "Branch that deploys",
        "port": "Port that the application listens on",
        "cpu": "CPU units (1024 is one vCPU)",
        "memory": "Memory in MiB",
        "schedule": "Schedule, in UTC",
    }
    only_for = {"port": ("web",), "schedule": ("job",)}
    chosen = {key: given[key] or default for key, default in defaults.items()}
    if given["schedule"] and chosen["kind"] != "job" and not asks:
        raise UsageError(f"a {chosen['kind']} has no schedule", hint="--kind job")
    for key, question in questions.items() if asks else ():
        if not given[key] and chosen["kind"] in only_for.get(key, (chosen["kind"],)):
            chosen[key] = typer.prompt(question, default=defaults[key])
    if asks and not given["environments"] and len(known) > 1:
        listed = typer.prompt("Environments, with spaces between", default=" ".join(known))
        chosen["environments"] = tuple(listed.split())
    for environment in chosen["environments"]:
        project.environment(environment)
    return new_spec.Answers(
        name=name, settings=dict(map(new_spec.parse_setting, settings)), **chosen
    )


def _make(
    project: Project,
    others: tuple[Service, ...],
    answers: Answers,
    app_dir: Path | None,
    *,
    dry_run: bool,
) -> None:
    from tfgen import app_side, new_spec, services, stack_texts, writer, yaml_file

    path = services.spec_path(project, answers.name)
    text = new_spec.compose(project, others, answers)
    service = services.from_file(project, yaml_file.parse(text, path))
    claims = [claim for one in [*others, service] for claim in services.claims(one)]
    if errors := services.conflicts(claims):
        raise errors[0]
    stacks = stack_texts.texts(project, service)
    wanted = {path.relative_to(project.root).as_posix(): text, **stacks}
    changes = writer.compare(project.root, wanted)
    if blocked := [change.path for change in changes if change.state == "conflict"]:
        raise UsageError(
            f"{blocked[0]} exists and was not written by tfgen",
            hint="move it away, or choose another name",
        )
    if app_dir:
        app_side.files(project, service)  # whatever is wrong in it is found before any writing
    _note_assets(service)
    _note_retired(service)
    if dry_run:
        for name, content in wanted.items():
            typer.echo(f"--- {name}\n{content}")
        if app_dir:
            _write_application(project, service, app_dir, dry_run=True)
        return
    writer.apply(project.root, project.private_folder, changes)
    _show_tree(list(wanted))
    if app_dir:
        _write_application(project, service, app_dir, dry_run=False)
    _show_findings(project, service)
    environment = answers.environments[0]
    typer.echo(
        f"\nNext:\n  tfgen rehearse {answers.name} --env {environment}"
        f"\n  tfgen plan {answers.name} --env {environment}"
        f"\n  git add {services.FOLDER} stacks && git commit -m 'Add {answers.name}'"
    )


def _note_assets(service: Service) -> None:
    """Old and new tasks mix in a rolling update: hashed assets of one are missing in the other."""
    for spec in service.environments.values():
        if spec.kind == "web" and spec.strategy == "codepipeline" and spec.assets == "self":
            typer.echo(
                "note: during a rolling deployment old and new tasks answer side by side. If this "
                "service serves\n      its own hashed assets, some requests for them get a 404. "
                "With a CDN in front: --set assets=cdn",
                err=True,
            )
            return


def _write_application(project: Project, service: Service, folder: Path, *, dry_run: bool) -> None:
    """The application's side; files that it has already are kept as they are."""
    from tfgen import app_side

    files = app_side.files(project, service)
    if not files:
        typer.echo(
            "note: the application needs no files of its own; the pipeline builds its Dockerfile",
            err=True,
        )
    if dry_run:
        for outcome in app_side.outcomes(folder, files):
            typer.echo(f"--- {folder / outcome.path} ({outcome.state})")
            if outcome.state == "written":
                typer.echo(files[outcome.path])
        return
    for outcome in app_side.write(folder, files):
        differs = (
            ": yours, and it differs from what tfgen would write" if outcome.state == "kept" else ""
        )
        typer.echo(f"{outcome.state:>9}  {folder / outcome.path}{differs}")
    if steps := app_side.steps(project, service):
        typer.echo("\nOnce, in the application's CI:\n  " + "\n  ".join(steps))


def _note_retired(service: Service) -> None:
    from tfgen.cli.notes import retired

    if any(spec.strategy == "ecs-cli" for spec in service.environments.values()):
        typer.echo(retired([service.name]), err=True)


def _show_tree(paths: list[str]) -> None:
    folder = ""
    for path in paths:
        parent, _, name = path.rpartition("/")
        if parent != folder:
            typer.echo(f"{parent}/")
            folder = parent
        typer.echo(f"  {name}")


def _show_findings(project: Project, service: Service) -> None:
    from tfgen import validation

    folders = [project.stack_folder(name, service.name) for name in service.environments]
    findings = validation.validate(folders, root=project.root)
    for finding in findings:
        typer.echo(f"{finding.path}:{finding.line}: {finding.code} {finding.message}", err=True)
    typer.echo(f"\nvalidated: {len(findings)} findings")
