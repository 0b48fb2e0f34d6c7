"""`tfgen doctor`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tfgen.cli import options
from tfgen.errors import MachineError, TfgenError

if TYPE_CHECKING:
    from tfgen.project import Project


def doctor(
    install: Annotated[
        bool,
        typer.Option(
            "--install", help="Download the pinned Terraform (or OpenTofu) if it is missing."
        ),
    ] = False,
    output: options.Output = options.Format.text,
    chdir: options.Chdir = None,
) -> None:
    """Find what this machine lacks, and what mends it.

    Exits 1 if anything is wrong.

    Example: tfgen doctor
    """
    project = _project()
    if install:
        _install(project)
        return
    from tfgen.terraform.doctor import checks

    found = []
    for check in checks(project.root if project else None, **_expectations(project)):
        found.append(check)
        if output is options.Format.text:
            mark = "ok" if check.ok else ("--" if check.optional else "!!")
            typer.echo(f"{mark}  {check.name}: {check.found if check.ok else check.problem}")
            if not check.ok:
                typer.echo(f"      -> {check.remedy}")
    if output is options.Format.json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps({"version": 1, "checks": [asdict(one) for one in found]}, indent=2))
    raise typer.Exit(0 if all(check.ok or check.optional for check in found) else 1)


def _project() -> Project | None:
    """The project around, if there is one; doctor is of use before there is."""
    from tfgen import project
    from tfgen.errors import UsageError

    try:
        return project.load(Path.cwd())
    except UsageError:
        return None


def _expectations(project: Project | None) -> dict[str, Any]:
    if project is None:
        return {"environments": {}}
    environments = project.settings.environments
    return {
        "environments": {name: one.account_id for name, one in environments.items()},
        "region": project.settings.defaults.region,
        "binary": project.settings.terraform.binary,
    }


@contextlib.contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on a terminal; one line elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        typer.echo(what, err=True)
        yield lambda _done, _total: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _install(project: Project | None) -> None:
    from tfgen.terraform.binary import find
    from tfgen.terraform.install import install

    wanted = project.settings.terraform.binary if project else "terraform"
    try:
        found = find(wanted)
    except MachineError as error:
        if wanted not in ("terraform", "tofu"):
            raise TfgenError(error.message, hint=error.hint) from error
        product = {"terraform": "terraform", "tofu": "opentofu"}[wanted]
        with _progress(f"downloading {product}") as on_progress:
            install(product, on_progress=on_progress)
        found = find(wanted)
    typer.echo(f"{found.product} {found.version}: {found.path}")
