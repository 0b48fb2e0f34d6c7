"""Findings as SARIF 2.1.0, for GitHub code scanning and other viewers.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from tfgen import __version__
from tfgen.fingerprints import Key, key
from tfgen.rules.frame import AcrossRule, Finding, Rule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}
# GitHub's words, by which it sorts alerts.
_PROBLEMS = {"error": "error", "warning": "warning", "notice": "recommendation"}
_LAST_OF_ONE_UNIT = 0xFFFF
_ROOT = "%SRCROOT%"


def render(
    findings: Sequence[Finding],
    rules: Sequence[Rule | AcrossRule],
    pages: Mapping[str, str],
    sources: Mapping[Path, str],
    base: PurePath,
) -> str:
    """A log of one run.

    `rules` are all rules, `pages` their texts in Markdown by code, `sources` the texts of the
    files by the path in the finding, `base` the current folder as seen from the repository's root.
    """
    lines = {path: text.split("\n") for path, text in sources.items()}
    order = {rule.code: index for index, rule in enumerate(rules)}
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": order[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{finding.message}\n{finding.remedy}"},
            "locations": [_location(finding, _line(finding, lines), base)],
            "partialFingerprints": marks,
        }
        for finding, marks in zip(findings, _fingerprints(findings, lines), strict=True)
    ]
    driver = {
        "name": "tfgen",
        "semanticVersion": __version__,
        "rules": [_rule(rule, pages.get(rule.code, rule.title)) for rule in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule | AcrossRule, page: str) -> dict[str, Any]:
    why = page.partition("## Why\n")[2].partition("\n## ")[0].strip()
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": why or rule.title},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": "very-high", "problem.severity": _PROBLEMS[rule.severity]},
    }


def _location(finding: Finding, line: str, base: PurePath) -> dict[str, Any]:
    path = base / finding.path
    address = quote(os.fsencode(path.as_posix()))
    # A file outside of the repository has only its absolute address.
    place = (
        {"uri": f"file://{address}"} if path.is_absolute() else {"uri": address, "uriBaseId": _ROOT}
    )
    column = _utf16_column(line, finding.column)
    region = {"startLine": finding.line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": place, "region": region}}


def _line(finding: Finding, lines: Mapping[Path, Sequence[str]]) -> str:
    """The line of a finding, as far as it is known."""
    known = lines.get(finding.path, ())
    return known[finding.line - 1] if finding.line <= len(known) else ""


def _utf16_column(line: str, column: int) -> int:
    """A column of characters as one of UTF-16 code units: some characters are two of those."""
    return column + sum(ord(character) > _LAST_OF_ONE_UNIT for character in line[: column - 1])


def _fingerprints(
    findings: Sequence[Finding], lines: Mapping[Path, Sequence[str]]
) -> Iterator[dict[str, str]]:
    """What recognises each finding in the next run; lines may move in between.

    GitHub looks at `primaryLocationLineHash` alone, and at nothing else of the place.
    """
    places: Counter[tuple[str, str, str]] = Counter()
    keys: Counter[Key] = Counter()
    for finding in findings:
        text = "".join(_line(finding, lines).split())
        place, known = (finding.path.as_posix(), finding.code, text), key(finding)
        places[place] += 1
        keys[known] += 1
        yield {
            "primaryLocationLineHash": f"{_hash(text)}:{places[place]}",
            "tfgenFinding/v1": f"{_hash(*known)}:{keys[known]}",
        }


def _hash(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]
