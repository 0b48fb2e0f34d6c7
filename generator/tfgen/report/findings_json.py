"""Findings as JSON, for programs. The keys and the version are a contract: add, never rename."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tfgen.rules.frame import Finding

VERSION = 1
"""Goes up when a key changes its meaning or disappears."""


_TEXT = {"type": "string"}
_PLACE = {"type": "integer", "minimum": 1}


def schema() -> dict[str, Any]:
    """The JSON Schema of what `render` gives. Keys may be added without a new version."""
    properties: dict[str, Any] = {
        "code": {"type": "string", "pattern": "^TFG[0-9]{3}$"},
        "severity": {"enum": ["error", "warning", "notice"]},
        "path": {**_TEXT, "description": "As seen from the current folder, with /."},
        "line": _PLACE,
        "column": {**_PLACE, "description": "Characters (Unicode code points) from 1."},
        "message": {**_TEXT, "description": "What is wrong."},
        "remedy": {**_TEXT, "description": "What to do."},
    }
    entry = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tfgen validate --format json",
        "type": "object",
        "required": ["version", "findings"],
        "properties": {
            "version": {"const": VERSION},
            "findings": {"type": "array", "items": entry},
        },
    }


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
