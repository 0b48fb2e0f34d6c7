"""Where the reviews of a plan go: the terminal, files, a comment on a pull request."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.errors import UsageError
from tfgen.review.subject import PLAN, Subject

if TYPE_CHECKING:
    from tfgen.posting.github import PullRequest
    from tfgen.review.model import StackReview

# https://docs.github.com/actions/reference/workflow-commands-for-github-actions: 1 MiB a step.
_SUMMARY_LIMIT = 1_000_000
_ERROR = 1
_CHANGED = 2


class PlanFormat(StrEnum):
    """For a person, a program, a CI's list of tests, a comment, a browser."""

    text = "text"
    json = "json"
    junit = "junit"
    markdown = "markdown"
    html = "html"


class CommentOn(StrEnum):
    """Whose pull requests get a comment."""

    github = "github"


Output = Annotated[
    PlanFormat, typer.Option("--format", help="For people, programs, a CI, a pull request.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option("--report", metavar="FILE", help="Also into FILE: .html, .md, .json, .xml, .txt."),
]
Comment = Annotated[
    CommentOn | None, typer.Option("--comment", help="Also as a comment on the pull request.")
]
Detailed = Annotated[
    bool, typer.Option("--detailed-exitcode", help="0: no change, 1: error, 2: changes.")
]
_ENDINGS = {
    ".txt": PlanFormat.text,
    ".json": PlanFormat.json,
    ".xml": PlanFormat.junit,
    ".md": PlanFormat.markdown,
    ".html": PlanFormat.html,
}


def formats_of(files: Sequence[Path]) -> list[tuple[Path, PlanFormat]]:
    """The format of each file by its ending. Raises UsageError for an ending that is none."""
    for file in files:
        if file.suffix not in _ENDINGS:
            known = ", ".join(_ENDINGS)
            raise UsageError(f"{file} has the ending of no report", hint=f"endings: {known}")
    return [(file, _ENDINGS[file.suffix]) for file in files]


def rendered(reviews: Sequence[StackReview], output: PlanFormat, subject: Subject = PLAN) -> str:
    """The report in a format, with a newline at its end."""
    text = _renderer(output)(reviews, subject)
    return text if text.endswith("\n") else f"{text}\n"


def _renderer(output: PlanFormat) -> Callable[[Sequence[StackReview], Subject], str]:
    from tfgen.report import plan_html, plan_json, plan_junit, plan_markdown, plan_text

    return {
        PlanFormat.text: plan_text.render,
        PlanFormat.json: plan_json.render,
        PlanFormat.junit: plan_junit.render,
        PlanFormat.markdown: lambda reviews, subject: plan_markdown.render(
            reviews, subject=subject
        ),
        PlanFormat.html: plan_html.render,
    }[output]


@dataclass(frozen=True)
class Outputs:
    """Where the reviews of a run go, checked before minutes pass."""

    format: PlanFormat
    files: Sequence[tuple[Path, PlanFormat]]
    pull_request: PullRequest | None
    subject: Subject = PLAN

    @property
    def terminal_only(self) -> bool:
        """Whether nobody but a person at a terminal reads them."""
        return self.format is PlanFormat.text and not self.files and self.pull_request is None

    def deliver(self, reviews: Sequence[StackReview], *, detailed: bool) -> int:
        """Prints, saves and posts the reviews; gives the exit code of the run."""
        typer.echo(rendered(reviews, self.format, self.subject), nl=False)
        save(reviews, self.files, self.subject)
        if self.pull_request:
            post(reviews, self.pull_request)
        return exit_code(reviews, detailed=detailed)


def outputs(output: PlanFormat, files: Sequence[Path] | None, comment: CommentOn | None) -> Outputs:
    """The outputs that a command line names. Raises UsageError for what cannot be written to."""
    return Outputs(output, formats_of(files or ()), target(comment))


def save(
    reviews: Sequence[StackReview],
    files: Sequence[tuple[Path, PlanFormat]],
    subject: Subject = PLAN,
) -> None:
    """Writes the report into each file, whole or not at all."""
    from tfgen.writer import write_whole

    for file, output in files:
        write_whole(file, rendered(reviews, output, subject))


def target(comment: CommentOn | None) -> PullRequest | None:
    """Where to comment; raises UsageError before minutes pass where nobody can say."""
    if comment is None:
        return None
    from tfgen.posting.github import pull_request

    return pull_request(os.environ)


def post(reviews: Sequence[StackReview], where: PullRequest) -> None:
    """The comment on GitHub, and the summary of the step with what has no room in it."""
    from tfgen.posting import github
    from tfgen.report import plan_markdown

    summarise(reviews)
    address = github.comment(where, plan_markdown.render(reviews))
    typer.echo(f"commented: {address}", err=True)


def summarise(reviews: Sequence[StackReview], subject: Subject = PLAN) -> None:
    """The report into the summary of a step of GitHub Actions, where the run is one."""
    from tfgen.report import plan_markdown

    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(plan_markdown.render(reviews, _SUMMARY_LIMIT, subject))


def exit_code(reviews: Sequence[StackReview], *, detailed: bool) -> int:
    """1 if any stack failed or is blocked; with `detailed`, 2 if any would change."""
    if any(one.result in ("failed", "skipped") or one.blocked for one in reviews):
        return _ERROR
    return _CHANGED if detailed and any(one.result == "changed" for one in reviews) else 0
