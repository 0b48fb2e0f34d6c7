"""Findings on stdout, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tfgen.choosing import FailOn
    from tfgen.rules.frame import Finding


class FindingsFormat(StrEnum):
    """For a person, a program, code scanning, a CI's list of tests, a GitHub run's annotations."""

    text = "text"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"


def show(findings: Sequence[Finding], output: FindingsFormat, fail_on: FailOn) -> None:
    """Prints the findings. `fail_on` tells which of them JUnit shows as failures."""
    text = _rendered(findings, output, fail_on)
    typer.echo(text, nl=not text.endswith("\n") and bool(text))


def _rendered(findings: Sequence[Finding], output: FindingsFormat, fail_on: FailOn) -> str:
    if output is FindingsFormat.json:
        from tfgen.report import findings_json

        return findings_json.render(findings)
    if output is FindingsFormat.junit:
        from tfgen.choosing import fails
        from tfgen.report import findings_junit

        return findings_junit.render(findings, lambda finding: fails([finding], fail_on))
    if output is FindingsFormat.github:
        from tfgen.report import findings_github

        return findings_github.render(findings, _base())
    from tfgen import validation

    sources = validation.source_texts(findings)
    if output is FindingsFormat.sarif:
        from tfgen import rule_pages
        from tfgen.report import findings_sarif
        from tfgen.rules import ACROSS, RULES

        return findings_sarif.render(
            findings, (*RULES, *ACROSS), rule_pages.texts(), sources, _base()
        )
    from tfgen.report import findings_text

    return findings_text.render(findings, sources)


def _base() -> PurePath:
    """The current folder as seen from the root of its repository, which GitHub's paths start from.

    A folder outside of any repository is its own root.
    """
    here = Path.cwd()
    roots = (folder for folder in (here, *here.parents) if (folder / ".git").exists())
    return here.relative_to(next(roots, here))
