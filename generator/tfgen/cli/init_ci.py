"""The pipelines that `tfgen init --ci` writes."""

from __future__ import annotations

import subprocess
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.infra_ci import Pipeline


class CiName(StrEnum):
    """Who runs the pipelines."""

    github = "github"
    circleci = "circleci"
    codebuild = "codebuild"


Ci = Annotated[CiName | None, typer.Option("--ci", help="Also pipelines, for this CI.")]
Repository = Annotated[
    str,
    typer.Option(
        "--repository", metavar="OWNER/NAME", help="With --ci: its name on GitHub; that of origin."
    ),
]
Branch = Annotated[str, typer.Option("--branch", help="With --ci: the branch that is applied.")]
Tfgen = Annotated[
    str,
    typer.Option(
        "--tfgen",
        metavar="OWNER/NAME@COMMIT",
        help="With --ci: the tfgen that the pipelines run; the one that is installed.",
    ),
]


def pipeline(folder: Path, repository: str, branch: str, tfgen: str) -> Pipeline:
    """What the pipelines are told. Raises UsageError for what they could not hold."""
    from tfgen.infra_ci import pipeline as pipelines

    # Of a folder that is no repository yet, git would name the one around it.
    own = pipelines.remote(folder) if (folder / ".git").exists() else ""
    return pipelines.Pipeline(repository or own, branch, tfgen or pipelines.installed_from())


def require_root(folder: Path) -> None:
    """Raises UsageError where a CI would not find its files: below the root of a git repository."""
    argv = ["git", "-C", str(folder), "rev-parse", "--show-prefix"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError:
        return
    if done.returncode == 0 and done.stdout.strip():
        raise UsageError(
            f"{folder} is below the root of a git repository, where a CI looks for no files",
            hint="keep the infrastructure in a repository of its own, or move these files by hand",
        )


def add(folder: Path, ci: CiName, pipeline: Pipeline) -> None:
    """Writes the files of a CI that are not there yet, and says what became of each."""
    from tfgen import app_side, infra_ci
    from tfgen.project import is_remote, load

    project = load(folder)
    for one in app_side.write(project.root, infra_ci.files(project, ci.value, pipeline)):
        kept = ", which differs from what would be written" if one.state == "kept" else ""
        typer.echo(f"  {one.path}: {one.state}{kept}")
    catalog = project.settings.catalog
    if not is_remote(catalog) and not (project.root / catalog / "ci-roles").is_dir():
        typer.echo(
            "note: the catalog has no module ci-roles, which ci/roles/ calls: take it from a newer"
            " catalog",
            err=True,
        )
    if project.settings.backend.type == "local":
        typer.echo(
            "note: the state lies in the repository's folder (backend: {type: local}), and a CI's"
            " machine forgets it\n  -> in tfgen.yaml: backend: {type: s3, bucket: …, region: …},"
            " before the first run; then: tfgen generate",
            err=True,
        )
    if not pipeline.repository:
        typer.echo(
            "note: the repository's name on GitHub is not known; Terraform will ask for it in"
            " ci/roles/",
            err=True,
        )
    first = next(iter(project.settings.environments))
    typer.echo(
        "\nOnce, as an administrator of each environment's account:\n"
        f"  terraform -chdir=ci/roles/{first} init\n  terraform -chdir=ci/roles/{first} apply\n"
        "Then what docs/ci.md of tfgen says: the secret TFGEN_PLAN_KEY, reviewers, a protected"
        " branch."
    )
