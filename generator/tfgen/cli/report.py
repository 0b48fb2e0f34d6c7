"""`tfgen report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.plan_outputs import Comment, Detailed, Files, Output, PlanFormat, outputs
from tfgen.errors import InputError, Where

if TYPE_CHECKING:
    from tfgen.review.model import StackReview

app = typer.Typer(help="What several runs of tfgen plan reported.", rich_markup_mode=None)


@app.callback()
def report() -> None:
    """What several runs of tfgen plan reported."""


@app.command()
def merge(
    reports: Annotated[
        list[Path],
        typer.Argument(metavar="REPORT", help="JSON reports, or folders that hold them."),
    ],
    output: Output = PlanFormat.text,
    files: Files = None,
    comment: Comment = None,
    detailed_exitcode: Detailed = False,
    chdir: options.Chdir = None,
) -> None:
    """Join the reports of the shards of one run into one.

    Example: tfgen report merge shards/ --comment github
    """
    wanted = outputs(output, files, comment)
    found: dict[str, StackReview] = {}
    read = [file for path in reports for file in _files(path)]
    for file in read:
        found |= {review.name: review for review in _read(file)}
    # Reports of a branch that reaches no stack hold none: that is what there is to say.
    if not read:
        raise InputError("there is no report", hint="tfgen plan --report FILE.json")
    reviews = tuple(found[name] for name in sorted(found))
    raise typer.Exit(wanted.deliver(reviews, detailed=detailed_exitcode))


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]


def _read(path: Path) -> tuple[StackReview, ...]:
    from tfgen.report import plan_json

    try:
        return plan_json.read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot be read as a report: {error}",
            where=Where(path),
            hint="make it with: tfgen plan --report FILE.json",
        ) from error
