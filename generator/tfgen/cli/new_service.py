"""`tfgen new-service`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
    strategy: Annotated[str, typer.Option(help="How it deploys: codepipeline.")] = "",
    kind: Annotated[str, typer.Option(help="web or worker.")] = "",
    repository: Annotated[
        str, typer.Option(metavar="OWNER/NAME", help="The application's repository.")
    ] = "",
    branch: Annotated[str, typer.Option(help="The branch that deploys.")] = "",
    port: Annotated[int, typer.Option(help="The port that the application listens on.")] = 0,
    cpu: Annotated[int, typer.Option(help="CPU units of the task; 1024 is one vCPU.")] = 0,
    memory: Annotated[int, typer.Option(help="Memory of the task in MiB.")] = 0,
    environment: Annotated[
        list[str] | None,
        typer.Option("--environment", metavar="NAME", help="Repeat for each; all by default."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Any other key, such as scaling.max=4."),
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
        "environments": tuple(environment or ()),
    }
    with changing(project, writes=not dry_run):
        others = services.load(project)
        _check_name(project, others, name)
        asks = sys.stdin.isatty() and not yes
        answers = _answers(project, name, given, set_ or [], asks=asks)
        _make(project, others, answers, dry_run=dry_run)


def _check_name(project: Project, others: tuple[Service, ...], name: str) -> None:
    from tfgen import services, spec

    if not spec.SERVICE_NAME.match(name) or name.startswith(spec.RESERVED):
        raise UsageError(
            f"{name!r} is no name that AWS takes everywhere",
            hint="use lower-case letters, digits and single hyphens, a letter first: web-admin",
        )
    path = services.spec_path(project, name)
    if path.exists() or any(other.name == name for other in others):
        raise UsageError(
            f"service {name!r} exists already",
            hint=f"change {path.relative_to(project.root)}, then: tfgen generate {name}",
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
        "environments": known,
    }
    questions = {
        "kind": "Kind: web (takes requests) or worker",
        "strategy": "Strategy",
        "repository": "The application's repository, as OWNER/NAME",
        "branch": "Branch that deploys",
        "port": "Port that the application listens on",
        "cpu": "CPU units (1024 is one vCPU)",
        "memory": "Memory in MiB",
    }
    chosen = {key: given[key] or default for key, default in defaults.items()}
    for key, question in questions.items() if asks else ():
        if not given[key] and not (key == "port" and chosen["kind"] == "worker"):
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
    project: Project, others: tuple[Service, ...], answers: Answers, *, dry_run: bool
) -> None:
    from tfgen import generation, new_spec, services, writer, yaml_file

    path = services.spec_path(project, answers.name)
    text = new_spec.compose(project, others, answers)
    service = services.from_file(project, yaml_file.parse(text, path))
    claims = [claim for one in [*others, service] for claim in services.claims(one)]
    if errors := services.conflicts(claims):
        raise errors[0]
    stacks = generation.texts(project, service)
    wanted = {path.relative_to(project.root).as_posix(): text, **stacks}
    changes = writer.compare(project.root, wanted)
    if blocked := [change.path for change in changes if change.state == "conflict"]:
        raise UsageError(
            f"{blocked[0]} exists and was not written by tfgen",
            hint="move it away, or choose another name",
        )
    _note_assets(service)
    if dry_run:
        for name, content in wanted.items():
            typer.echo(f"--- {name}\n{content}")
        return
    writer.apply(project.root, project.private_folder, changes)
    _show_tree(list(wanted))
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
