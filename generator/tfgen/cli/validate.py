"""`tfgen validate`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tfgen.cli import options
from tfgen.cli.reporting import FindingsFormat
from tfgen.errors import UsageError

if TYPE_CHECKING:
    from tfgen.choosing import Choice
    from tfgen.rules.frame import Finding


class Level(StrEnum):
    """How bad a finding is."""

    error = "error"
    warning = "warning"
    notice = "notice"


class FailOn(StrEnum):
    """From which level on a finding fails the run."""

    error = "error"
    warning = "warning"
    notice = "notice"
    never = "never"


Codes = list[str] | None


@dataclass(frozen=True)
class _Request:
    """What to report on. `formatting`: "named" where TFG005 is selected, "fixed" where fixed."""

    paths: tuple[Path, ...]
    choice: Choice
    baseline: Path | None
    formatting: str


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files or folders; this one by default."),
    ] = None,
    output: Annotated[
        FindingsFormat, typer.Option("--format", help="For people, or for programs.")
    ] = FindingsFormat.text,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit 1 when a finding is this bad, or worse.")
    ] = FailOn.error,
    severity: Annotated[
        Level, typer.Option("--severity", help="Report findings this bad, or worse.")
    ] = Level.notice,
    select: Annotated[
        Codes,
        typer.Option(
            "--select", metavar="CODES", help="Only these: TFG101,TFG4 (a beginning means all)."
        ),
    ] = None,
    ignore: Annotated[
        Codes, typer.Option("--ignore", metavar="CODES", help="All but these.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Report only what FILE does not hold."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", help="Record what there is, and exit 0."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is mechanical.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="With --fix: show it, write nothing.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Show the page of a rule.")
    ] = None,
    chdir: options.Chdir = None,
) -> None:
    """Check any Terraform code, without init.

    Needs no network. Exits 1 on an error.

    A finding is passed over with a comment on its line or the line above:
    # tfgen:ignore=TFG101 the reason

    Example: tfgen validate stacks modules
    """
    if explain is not None:
        _explain(explain)
        return
    if baseline and write_baseline:
        raise UsageError(
            "--baseline and --write-baseline exclude each other",
            hint="--write-baseline records all that there is, new or not",
        )
    if diff and not fix:
        raise UsageError("--diff belongs to --fix", hint="tfgen validate --fix --diff")
    from tfgen.choosing import fails

    request = _Request(
        tuple(paths or [Path()]),
        _choice(select, ignore, severity),
        baseline,
        formatting="named" if _names(select, "TFG005") else "fixed" if fix else "",
    )
    findings = _reported(request)
    if fix:
        from tfgen.cli.mending import mend

        if mend(findings, diff=diff):
            findings = _reported(request)
        if diff:
            return
    if write_baseline:
        _record(write_baseline, findings)
        return
    from tfgen.cli.reporting import show

    show(findings, output, fail_on.value)
    raise typer.Exit(1 if fails(findings, fail_on.value) else 0)


def _known() -> list[str]:
    """The codes of all rules."""
    from tfgen.rules import ACROSS, RULES

    return [*(rule.code for rule in RULES), *(rule.code for rule in ACROSS)]


def _names(select: Codes, code: str) -> bool:
    return any(word.strip().upper() == code for text in select or () for word in text.split(","))


def _choice(select: Codes, ignore: Codes, severity: Level) -> Choice:
    from tfgen.choosing import Choice, codes

    known = _known()
    chosen = None if select is None else codes(select, known)
    return Choice(chosen, codes(ignore or (), known), severity.value)


def _reported(request: _Request) -> tuple[Finding, ...]:
    """The chosen findings that the baseline does not hold."""
    from tfgen import validation
    from tfgen.choosing import choose

    found = [*validation.validate(request.paths)]
    if request.formatting:
        from tfgen.cli.mending import unformatted

        found += unformatted(request.paths, demanded=request.formatting == "named")
    chosen = choose(found, request.choice)
    baseline = request.baseline
    if baseline is None:
        return chosen
    from tfgen import baseline as baselines

    compared = baselines.compare(baseline, chosen)
    if gone := sum(_covers(request, path, code) for path, code in compared.gone):
        typer.echo(
            f"note: {_count(gone)} of {baseline} no longer there"
            f"\n      -> tfgen validate --write-baseline {baseline}",
            err=True,
        )
    return compared.new


def _covers(request: _Request, path: Path, code: str) -> bool:
    """Whether a finding of a file and a code would have been reported, were it there."""
    # A baseline holds no severities.
    if request.choice.severity != Level.notice or not request.choice.takes_code(code):
        return False
    places = [Path(os.path.normpath(Path.cwd() / place)) for place in request.paths]
    return any(path.is_relative_to(place) for place in places)


def _count(number: int) -> str:
    return f"{number} finding{'s' if number != 1 else ''}"


def _record(path: Path, findings: Sequence[Finding]) -> None:
    from tfgen import baseline as baselines

    baselines.write(path, findings)
    typer.echo(f"{_count(len(findings))} recorded in {path}", err=True)


def _explain(code: str) -> None:
    from tfgen import rule_pages
    from tfgen.choosing import unknown

    wanted, known = code.strip().upper(), _known()
    if wanted not in known:
        raise unknown(wanted, known)
    typer.echo(rule_pages.text(wanted), nl=False)
