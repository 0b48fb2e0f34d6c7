"""`tfgen init`."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from tfgen.cli import init_ci, options
from tfgen.errors import UsageError


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The repository to make.")],
    project: Annotated[
        str, typer.Option("--project", metavar="NAME", help="Its name; the folder's by default.")
    ] = "",
    region: Annotated[
        str, typer.Option("--region", help="The AWS region of all environments.")
    ] = "",
    environment: Annotated[
        list[str] | None,
        typer.Option(
            "--environment", metavar="NAME=ACCOUNT_ID", help="Repeat for each environment."
        ),
    ] = None,
    ci: init_ci.Ci = None,
    repository: init_ci.Repository = "",
    branch: init_ci.Branch = "main",
    tfgen: init_ci.Tfgen = "",
    yes: options.Yes = False,
    chdir: options.Chdir = None,
) -> None:
    """Make a new infrastructure repository, or the pipelines of one.

    It holds tfgen.yaml, the catalog of modules and .gitignore. With --ci also pipelines that plan
    on pull requests and apply on merge, and the roles that they use; in a repository that has a
    tfgen.yaml only these. Files that are there are kept.

    Example: tfgen init infra --environment stg=111111111111 --environment prd=222222222222
    """
    from tfgen import project as projects
    from tfgen import scaffold, writer, yaml_file

    asks = sys.stdin.isatty() and not yes
    # What is wrong with the options of a CI is said before anything is written.
    pipeline = init_ci.pipeline(folder, repository, branch, tfgen) if ci else None
    if (folder / projects.FILE_NAME).exists():
        if ci is None or pipeline is None:
            raise UsageError(
                f"{folder} has a {projects.FILE_NAME} already",
                hint="change that file instead; --ci github adds the pipelines of a CI",
            )
        if project or region or environment:
            raise UsageError(
                f"{folder} has a {projects.FILE_NAME} already, which says these things",
                hint="leave --project, --region and --environment out",
            )
        init_ci.require_root(folder)
        init_ci.add(folder, ci, pipeline)
        return
    name = project or _ask("Name of the project", _default_name(folder), asks=asks)
    region = region or _ask("AWS region", "us-east-1", asks=asks)
    given = environment or _ask_environments(asks=asks)
    environments = dict(map(_environment, given))
    if len(environments) < len(given):
        raise UsageError("two environments have one name", hint="give each a name of its own")
    texts = scaffold.repository(name, _checked_region(region), environments)
    # Read as `tfgen` will read it, before anything is written.
    projects.from_file(yaml_file.parse(texts["tfgen.yaml"], folder / projects.FILE_NAME))

    folder.mkdir(parents=True, exist_ok=True)
    modules = [] if (folder / "modules").exists() else scaffold.copy_catalog(folder / "modules")
    (folder / "services").mkdir(exist_ok=True)
    kept = [path for path in texts if (folder / path).exists()]
    for path in reversed([path for path in texts if path not in kept]):
        writer.write_whole(folder / path, texts[path])
    typer.echo(f"{folder}/")
    typer.echo("  tfgen.yaml        fill in the network and listeners of each environment")
    typer.echo("  services/         one spec a service")
    typer.echo(f"  modules/          the catalog: {', '.join(modules) or 'kept as it was'}")
    if ci and pipeline:
        init_ci.add(folder, ci, pipeline)
    typer.echo(f"\nNext:\n  cd {shlex.quote(str(folder))}\n  tfgen new-service web\n  tfgen doctor")


def _ask(question: str, default: str, *, asks: bool) -> str:
    return str(typer.prompt(question, default=default)) if asks else default


def _default_name(folder: Path) -> str:
    cleaned = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return cleaned[:32].rstrip("-") if cleaned[:1].isalpha() else "example"


def _ask_environments(*, asks: bool) -> list[str]:
    if not asks:
        raise UsageError(
            "no environment was named",
            hint="--environment stg=111111111111, once for each environment",
        )
    answer = typer.prompt("Environments, as NAME=ACCOUNT_ID with spaces between", type=str)
    return str(answer).split()


def _environment(given: str) -> tuple[str, str]:
    name, equals, account_id = given.partition("=")
    if not (
        equals and re.fullmatch(r"[a-z][a-z0-9-]*", name) and re.fullmatch(r"\d{12}", account_id)
    ):
        raise UsageError(
            f"{given!r} is no NAME=ACCOUNT_ID",
            hint="a name of lower-case letters, and 12 digits: --environment stg=111111111111",
        )
    return name, account_id


def _checked_region(region: str) -> str:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        raise UsageError(f"{region!r} is no AWS region", hint="for example --region ap-northeast-1")
    return region
