"""`tfgen lock`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.opening import open_project
from tfgen.cli.progress import progress

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.project import Project
    from tfgen.runner.locking import Locker
    from tfgen.runner.selection import StackFolder


def lock(
    services: options.Services = None,
    env: options.Environment = None,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            "--platform",
            metavar="OS_ARCH",
            help="A platform, linux_amd64; those of tfgen.yaml (terraform.platforms) by default.",
        ),
    ] = None,
    chdir: options.Chdir = None,
) -> None:
    """Write the lock files of stacks: provider versions, and their checksums on each platform.

    Commit them: in CI tfgen never changes one, so that a provider that nobody has chosen cannot
    run there. Versions that are locked already stay.

    Example: tfgen lock --platform linux_amd64 --platform darwin_arm64
    """
    from tfgen.runner.locking import Locker, groups
    from tfgen.runner.selection import select
    from tfgen.terraform.pinned import platform_name

    project = open_project()
    chosen = select(project, services or (), env)
    platforms = platform or project.settings.terraform.platforms or (platform_name(),)
    locker = Locker(tuple(platforms), _mirror())
    changed = 0
    with progress() as telling:
        for group in groups(chosen):
            started = time.monotonic()
            telling.phase(group[0].name, f"locking for {', '.join(platforms)}")
            changed += _locked(project, locker, group)
            others = f", with {len(group) - 1} like it" if group[1:] else ""
            telling.ended(group[0].name, f"locked{others}", time.monotonic() - started)
    typer.echo(f"{changed} of {len(chosen)} lock files written, for {', '.join(platforms)}")


def _locked(project: Project, locker: Locker, group: tuple[StackFolder, ...]) -> int:
    """How many lock files have changed."""
    from tfgen.terraform.binary import find
    from tfgen.terraform.gateway import Terraform

    terraform = Terraform(find(project.settings.terraform.binary), group[0].path)
    return locker.lock(terraform, group)


def _mirror() -> Path | None:
    """The folder of providers that Terraform is led to on this machine."""
    from tfgen.terraform.mirror import cli_config

    found = cli_config().mirror
    return found.folder if found else None
