"""`tfgen drift`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options, stacks
from tfgen.cli.opening import open_project
from tfgen.cli.plan_outputs import Files, Output, PlanFormat, outputs, summarise
from tfgen.cli.progress import progress
from tfgen.review.subject import DRIFT, Subject

if TYPE_CHECKING:
    from tfgen.posting.github import Tracker
    from tfgen.project import Project
    from tfgen.review.model import StackReview
    from tfgen.runner.drifting import Drifter
    from tfgen.runner.progress import Progress
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder

# GitHub takes 256 characters.
_LONGEST_TITLE = 250


class IssueOn(StrEnum):
    """Whose issues tell of drift."""

    github = "github"


class Notify(StrEnum):
    """Who is told of drift."""

    slack = "slack"


def drift(
    services: options.Services = None,
    env: options.Environment = None,
    owner: Annotated[str, typer.Option("--owner", help="Only stacks of this owner.")] = "",
    strategy: Annotated[str, typer.Option("--strategy", help="Only stacks that deploy so.")] = "",
    jobs: options.Jobs = None,
    sandbox: options.Sandbox = False,
    output: Output = PlanFormat.text,
    report: Files = None,
    issue: Annotated[
        IssueOn | None,
        typer.Option("--issue", help="Keep an issue open for as long as there is drift."),
    ] = None,
    slack: Annotated[
        Path | None,
        typer.Option("--slack", metavar="FILE", help="Also as a Slack message into FILE."),
    ] = None,
    notify: Annotated[
        Notify | None,
        typer.Option("--notify", help="Post to SLACK_WEBHOOK_URL what drifted or failed."),
    ] = None,
    chdir: options.Chdir = None,
) -> None:
    """Show what was changed outside of Terraform. Exits 2 on drift, 1 when a stack failed.

    What a pipeline or autoscaling changes by right is no drift; the report lists it. Nothing is
    changed, no state is written.

    Example: tfgen drift --env prd --issue github
    """
    from tfgen.runner.choice import Wanted, choose
    from tfgen.terraform.plugin_cache import warning

    subject = replace(DRIFT, scope=_scope(services or (), env, owner, strategy))
    wanted = replace(outputs(output, report, None), subject=subject)
    posts = _posts(subject, issue, slack, notify)
    project = open_project()
    chosen = choose(project, Wanted(services or (), env, owner, strategy)).stacks
    with progress() as telling:
        if note := warning(os.environ, [stack.path for stack in chosen]):
            telling.note(note)
        reviews = _found(_drifter(project, telling, sandbox=sandbox), chosen, jobs)
    code = wanted.deliver(reviews, detailed=True)
    posts.deliver(reviews)
    raise typer.Exit(code)


def _scope(services: Sequence[str], env: str | None, owner: str, strategy: str) -> str:
    """Which stacks were asked for, so that each choice keeps an issue of its own."""
    chosen = {
        "env": env or "",
        "services": ",".join(sorted(services)),
        "owner": owner,
        "strategy": strategy,
    }
    return ", ".join(f"{key}={value}" for key, value in chosen.items() if value)


@dataclass(frozen=True)
class _Posts:
    """Where drift is told of besides the reports, checked before minutes pass."""

    subject: Subject
    tracker: Tracker | None
    slack: Path | None
    webhook: str

    def deliver(self, reviews: Sequence[StackReview]) -> None:
        """Writes the message, sends it where there is something to tell, keeps the issue."""
        if self.slack or self.webhook:
            self._tell_slack(reviews)
        if self.tracker:
            self._keep_issue(self.tracker, reviews)

    def _tell_slack(self, reviews: Sequence[StackReview]) -> None:
        from tfgen.posting import slack
        from tfgen.report import plan_slack
        from tfgen.writer import write_whole

        payload = plan_slack.render(reviews, self.subject)
        if self.slack:
            write_whole(self.slack, f"{payload}\n")
        if self.webhook and any(one.result != "no-op" for one in reviews):
            slack.send(self.webhook, payload)
            typer.echo("posted to Slack", err=True)

    def _keep_issue(self, tracker: Tracker, reviews: Sequence[StackReview]) -> None:
        from tfgen.posting import github
        from tfgen.report import plan_markdown

        summarise(reviews, self.subject)
        drifted = sum(one.result == "changed" for one in reviews)
        # A stack that nobody could look at may have drifted: only a whole run closes the issue.
        left = sum(one.result in ("failed", "skipped") for one in reviews)
        text = plan_markdown.render(reviews, subject=self.subject)
        title = f"{self.subject.title}: {drifted} of {len(reviews)} stacks"
        if left:
            title += f", {left} could not be looked at"
        title = title[:_LONGEST_TITLE]
        address = github.issue(tracker, title, text, needed=bool(drifted or left))
        typer.echo(f"issue: {address}" if address else "no drift, and no issue is open", err=True)


def _posts(
    subject: Subject, issue: IssueOn | None, slack: Path | None, notify: Notify | None
) -> _Posts:
    from tfgen.posting.github import tracker
    from tfgen.posting.slack import webhook

    return _Posts(
        subject,
        tracker(os.environ) if issue else None,
        slack,
        webhook(os.environ) if notify else "",
    )


def _drifter(project: Project, telling: Progress, *, sandbox: bool) -> Drifter:
    from threading import Lock

    from tfgen.review.mask import of_environment
    from tfgen.runner.drifting import Drifter

    placing = Lock()

    def place(stack: StackFolder) -> Place:
        # Scratch copies of one environment share a folder for the catalog.
        with placing:
            return stacks.place(project, stack, sandbox=sandbox)

    return Drifter(
        project,
        project.private_folder / "drift",
        project.private_folder / "logs",
        place,
        of_environment(os.environ),
        telling,
    )


def _found(
    drifter: Drifter, chosen: Sequence[StackFolder], jobs: int | None
) -> tuple[StackReview, ...]:
    """The drift of all stacks, side by side: to look at one needs no other."""
    from tfgen.runner.pool import Pool, default_jobs
    from tfgen.terraform import interrupts

    pool = Pool(
        drifter.review,
        lambda stack, _: drifter.skipped(stack),
        lambda review: review.result in ("failed", "skipped"),
        interrupts.requested,
    )
    # Only the main thread takes signals, and passes them on to every Terraform.
    with interrupts.forwarded():
        made = {one.name: one for one in pool.run(chosen, {}, jobs or default_jobs())}
    return tuple(made.get(stack.name) or drifter.skipped(stack) for stack in chosen)
