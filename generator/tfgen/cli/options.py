"""The options that several commands share, spelt and explained the same everywhere."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tfgen.errors import UsageError


class Format(StrEnum):
    """For a person, or for a program."""

    text = "text"
    json = "json"


def _enter(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        os.chdir(folder)
    except OSError as error:
        raise UsageError(
            f"cannot enter {folder}: {error.strerror}", hint="name a folder with --chdir"
        ) from error


def _not_empty(name: str | None) -> str | None:
    """An empty name is a variable that CI has not set, not a wish for every environment."""
    if name == "":
        raise UsageError("--env has no value", hint="name an environment, or leave --env out")
    return name


Chdir = Annotated[
    Path | None,
    typer.Option(
        "--chdir",
        metavar="DIR",
        callback=_enter,
        is_eager=True,
        help="Work in DIR, as if called there.",
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Argument(metavar="SERVICE", help="Services; all where none is named."),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="NAME", callback=_not_empty, help="Only this environment."),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Stacks at once; what cores bear."),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", metavar="GUARD", help="Let pass what a guard found: GUARD, GUARD:ENV/SERVICE."
    ),
]
Output = Annotated[Format, typer.Option("--format", help="For people, or for programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; for CI.")]
Sandbox = Annotated[
    bool,
    typer.Option("--sandbox", help="Use the embedded AWS, in a scratch copy with local state."),
]
