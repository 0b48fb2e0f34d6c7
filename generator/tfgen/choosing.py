"""Which findings are reported, and which of them fail the run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from tfgen.errors import UsageError
from tfgen.rules.frame import Finding, Severity

FailOn = Literal["error", "warning", "notice", "never"]
LEVELS: tuple[Severity, ...] = ("error", "warning", "notice")
"""The worst first."""


@dataclass(frozen=True)
class Choice:
    """What to report: findings of the codes `select` without `ignore`, at `severity` or worse.

    `select` is None where every code counts.
    """

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Severity = "notice"

    def takes(self, finding: Finding) -> bool:
        """Whether a finding is reported."""
        return self.takes_code(finding.code) and at_least(finding, self.severity)

    def takes_code(self, code: str) -> bool:
        """Whether findings of a code are reported, if they are bad enough."""
        return (self.select is None or code in self.select) and code not in self.ignore


def at_least(finding: Finding, severity: Severity) -> bool:
    """Whether a finding is as bad as `severity`, or worse."""
    return LEVELS.index(finding.severity) <= LEVELS.index(severity)


def codes(wanted: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """The known codes that `wanted` means: codes or the beginnings of codes, comma-separated.

    Capitals do not count. Raises `UsageError` for one that no known code starts with.
    """
    found: set[str] = set()
    for word in (each.strip().upper() for text in wanted for each in text.split(",")):
        meant = {code for code in known if word and code.startswith(word)}
        if not meant:
            raise unknown(word, known)
        found |= meant
    return frozenset(found)


def unknown(code: str, known: Collection[str]) -> UsageError:
    """The error for a code that no rule has, with the nearest that one has."""
    message = f"no rule has the code {code!r}" if code else "an empty code names no rule"
    near = get_close_matches(code, sorted(known), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return UsageError(message, hint=f"{hint}tfgen validate --explain CODE shows the page of a rule")


def choose(findings: Iterable[Finding], choice: Choice) -> tuple[Finding, ...]:
    """The findings that are reported, each once, by path, line, column, code and message."""
    taken = {_order(finding): finding for finding in findings if choice.takes(finding)}
    return tuple(taken[place] for place in sorted(taken))


def fails(findings: Sequence[Finding], fail_on: FailOn) -> bool:
    """Whether a run that reports `findings` ends in failure."""
    return fail_on != "never" and any(at_least(finding, fail_on) for finding in findings)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path.as_posix(), finding.line, finding.column, finding.code, finding.message
