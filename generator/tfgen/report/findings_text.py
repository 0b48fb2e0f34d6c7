"""Findings as text, for people: the place, the line with a caret, and what to do."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tfgen.rules.frame import Finding

_WIDTH = 96
_BEFORE = 60
_TAB = "  "


def render(findings: Sequence[Finding], sources: Mapping[Path, str]) -> str:
    """One paragraph a finding, and a line that counts them.

    `sources` are the texts of the files, by the path in the finding; without its text a finding
    is shown without the line.
    """
    lines: list[str] = []
    # Only these end a line in HCL: `splitlines` knows more.
    split = {path: text.split("\n") for path, text in sources.items()}
    for finding in findings:
        place = f"{_safe(str(finding.path))}:{finding.line}:{finding.column}"
        lines.append(f"{place}: {finding.severity} {finding.code} {_safe(finding.message)}")
        lines += _excerpt(finding, split.get(finding.path, ()))
        lines += [f"  -> {_safe(finding.remedy)}", ""]
    return "\n".join([*lines, _summary(findings)]) + "\n"


def _excerpt(finding: Finding, lines: Sequence[str]) -> list[str]:
    """The source line and a caret under the column; a long line is cut around the column."""
    if finding.line > len(lines) or not lines[finding.line - 1].strip():
        return []
    text = lines[finding.line - 1].rstrip()
    at = min(finding.column - 1, len(text))
    start = max(0, at - _BEFORE) if len(text) > _WIDTH else 0
    shown, before = _safe(text[start : start + _WIDTH]), _safe(text[start:at])
    margin = f"{finding.line:>5} | "
    pad = " " * len(margin[:-2])
    return [margin + shown, f"{pad}| {' ' * _columns(before)}^"]


def _safe(text: str) -> str:
    """The text without characters that a terminal would obey."""
    plain = text.replace("\t", _TAB)
    return "".join(
        character if character.isprintable() or character == "\u200d" else "\ufffd"
        for character in plain
    )


def _columns(text: str) -> int:
    """How many columns a terminal gives to `text`."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    joined = sum(bool(unicodedata.combining(character)) for character in text)
    return len(text) + wide - joined


def _summary(findings: Sequence[Finding]) -> str:
    if not findings:
        return "no findings"
    counts = Counter(finding.severity for finding in findings)
    words = [f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items()]
    files = len({finding.path for finding in findings})
    return f"{', '.join(words)} in {files} file{'s' if files > 1 else ''}"
