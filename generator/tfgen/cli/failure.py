"""How an error looks on the terminal."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from tfgen.errors import InputErrors, TfgenError

BUG = 3


def report(error: TfgenError) -> None:
    """Prints an error as: where it is, what is wrong, what to do."""
    if isinstance(error, InputErrors):
        for one in error.errors:
            report(one)
        typer.echo(f"{len(error.errors)} errors; nothing was changed", err=True)
        return
    label = typer.style("error:", fg="red", bold=True) if _colour() else "error:"
    place = f"{_near(error.where.path, error)}: " if error.where else ""
    typer.echo(f"{label} {place}{_plain(error.message)}", err=True)
    if error.hint:
        typer.echo(f"  -> {_plain(error.hint)}", err=True)


def _plain(text: str) -> str:
    from tfgen.report.plan_text import plain

    return "\n".join(map(plain, text.split("\n")))


def _near(path: Path, error: TfgenError) -> str:
    """The error's place, with its path relative to the current folder where that is shorter."""
    where = str(error.where)
    try:
        return where.replace(str(path), str(path.resolve().relative_to(Path.cwd())), 1)
    except (ValueError, OSError):
        return where


def report_bug(error: Exception) -> int:
    """Says that tfgen itself failed, and where the details are; gives the exit code."""
    typer.echo(f"error: a bug in tfgen: {type(error).__name__}: {error}", err=True)
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="tfgen-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            traceback.print_exception(error, file=log)
        typer.echo(f"  -> please report it with {log.name}", err=True)
    except OSError:
        typer.echo("  -> please report it", err=True)
    return BUG


def _colour() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ
