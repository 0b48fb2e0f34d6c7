"""Findings as annotations of a GitHub Actions run.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
The runner shows at most 10 errors, 10 warnings and 10 notices of a step, and 50 of a job; it
reads them all, so the worst are printed first. Use SARIF where there may be more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from tfgen.rules.frame import Finding

_LEVELS = ("error", "warning", "notice")
_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _TEXT | {":": "%3A", ",": "%2C"}


def render(findings: Sequence[Finding], base: PurePath) -> str:
    """One command a line; `base` is the current folder as seen from the repository's root."""
    ordered = sorted(findings, key=lambda finding: _LEVELS.index(finding.severity))
    return "".join(f"{_command(finding, base)}\n" for finding in ordered)


def _command(finding: Finding, base: PurePath) -> str:
    properties = {
        "file": (base / finding.path).as_posix(),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": finding.code,
    }
    shown = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    text = _escaped(f"{finding.message}\n{finding.remedy}", _TEXT)
    return f"::{finding.severity} {shown}::{text}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    # The name of a file may hold bytes that are no UTF-8, and no terminal takes those.
    plain = text.encode("utf-8", "replace").decode()
    return "".join(escapes.get(character, character) for character in plain)
