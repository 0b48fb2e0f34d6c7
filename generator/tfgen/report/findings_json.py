"""Findings as JSON, for programs. The keys and the version are a contract: add, never rename."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tfgen.rules.frame import Finding

VERSION = 1
"""Goes up when a key changes its meaning or disappears."""


def render(findings: Sequence[Finding]) -> str:
    """`{"version": 1, "findings": [{code, severity, path, line, column, message, remedy}]}`."""
    entries = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "path": finding.path.as_posix(),
            "line": finding.line,
            "column": finding.column,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    return json.dumps({"version": VERSION, "findings": entries}, indent=2)
