"""`tfgen new-environment`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import changing, open_project
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.new_environment import Answers
    from tfgen.project import Project


def new_environment(
    name: Annotated[str, typer.Argument(help="Its name, such as prd.")],
    account_id: Annotated[
        str, typer.Option("--account-id", metavar="ID", help="The AWS account that it lives in.")
    ] = "",
    region: Annotated[str, typer.Option(help="Its AWS region; the project's by default.")] = "",
    vpc_id: Annotated[str, typer.Option("--vpc-id", metavar="ID", help="The VPC.")] = "",
    subnet: Annotated[
        list[str] | None,
        typer.Option("--subnet", metavar="ID", help="A subnet of the tasks; repeat for each."),
    ] = None,
    public_subnet: Annotated[
        list[str] | None,
        typer.Option(
            "--public-subnet", metavar="ID", help="A subnet of the load balancer; repeat."
        ),
    ] = None,
    certificate_arn: Annotated[
        str, typer.Option("--certificate-arn", metavar="ARN", help="ACM certificate for HTTPS.")
    ] = "",
    connection_arn: Annotated[
        str, typer.Option("--connection-arn", metavar="ARN", help="CodeConnections, for sources.")
    ] = "",
    test_cidr: Annotated[
        list[str] | None,
        typer.Option("--test-cidr", metavar="CIDR", help="Who may see new versions first; repeat."),
    ] = None,
    alarm_email: Annotated[
        list[str] | None,
        typer.Option("--alarm-email", metavar="ADDRESS", help="Who hears of alarms; repeat."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be written; write nothing.")
    ] = False,
    yes: options.Yes = False,
    chdir: options.Chdir = None,
) -> None:
    """Make an environment with a platform of its own.

    Cluster, load balancer with HTTPS, buckets, key and alarms: adds it to tfgen.yaml and generates
    stacks/NAME/_platform. On a terminal, asks for what is missing; what stays empty can be filled
    in later. Network and certificate have to be there already. An environment that has all of this
    is described in tfgen.yaml by hand instead.

    Example: tfgen new-environment prd --account-id 222222222222 --vpc-id vpc-0a1b2c3d --yes
    """
    from tfgen.new_environment import Answers

    project = open_project()
    asks = sys.stdin.isatty() and not yes
    with changing(project, writes=not dry_run):
        answers = Answers(
            name=name,
            account_id=_one(account_id, "AWS account ID", asks=asks),
            region=region,
            vpc_id=_one(vpc_id, "VPC (empty: later)", asks=asks),
            subnet_ids=_many(subnet, "Subnets of the tasks, with spaces between", asks=asks),
            public_subnet_ids=_many(
                public_subnet, "Public subnets of the load balancer, with spaces between", asks=asks
            ),
            certificate_arn=_one(certificate_arn, "ARN of the ACM certificate", asks=asks),
            connection_arn=connection_arn,
            test_cidrs=tuple(test_cidr or ()),
            alarm_emails=tuple(alarm_email or ()),
        )
        _make(project, answers, dry_run=dry_run)


def _one(given: str, question: str, *, asks: bool) -> str:
    return given or (str(typer.prompt(question, default="", show_default=False)) if asks else "")


def _many(given: list[str] | None, question: str, *, asks: bool) -> tuple[str, ...]:
    return tuple(given or _one("", question, asks=asks).split())


def _make(project: Project, answers: Answers, *, dry_run: bool) -> None:
    from tfgen import new_environment, stack_texts, writer
    from tfgen.environment_checks import PLATFORM
    from tfgen.writer import Change

    changed = new_environment.add(project, answers)
    stack = stack_texts.platform_texts(changed, answers.name)
    path = project.file.path.relative_to(project.root).as_posix()
    changes = [
        Change(path, "update", project.file.text, changed.file.text),
        *writer.compare(project.root, stack),
    ]
    if blocked := [change.path for change in changes if change.state == "conflict"]:
        raise UsageError(
            f"{blocked[0]} exists and was not written by tfgen",
            hint="move it away, or choose another name",
        )
    if dry_run:
        typer.echo(changes[0].diff())
        for name, text in stack.items():
            typer.echo(f"--- {name}\n{text}")
        return
    writer.apply(project.root, project.private_folder, changes)
    for change in changes:
        typer.echo(f"{change.state:>9}  {change.path}")
    _show_findings(changed, answers.name)
    typer.echo(
        f"\nNext:\n  tfgen plan {PLATFORM} --env {answers.name}"
        f"\n  tfgen apply {PLATFORM} --env {answers.name}"
        f"\n  and in the spec of each service that is to live there: "
        f"environments: {{{answers.name}: {{}}}}"
    )


def _show_findings(project: Project, name: str) -> None:
    from tfgen import validation
    from tfgen.environment_checks import PLATFORM

    folders = [project.stack_folder(name, PLATFORM)]
    findings = validation.validate(folders, root=project.root)
    for finding in findings:
        typer.echo(f"{finding.path}:{finding.line}: {finding.code} {finding.message}", err=True)
    typer.echo(f"\nvalidated: {len(findings)} findings")
