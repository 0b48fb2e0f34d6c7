"""Findings as JUnit XML, which most CI systems show as tests.

There is no standard; the elements are those that Jenkins, GitLab and CircleCI read. There are no
times, so that the same findings give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from tfgen.rules.frame import Finding

_NAME = "tfgen validate"
# https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(findings: Sequence[Finding], fails: Callable[[Finding], bool]) -> str:
    """One test case a finding: failed where `fails` says so, else passed with its text as output.

    Without findings there is one case that passed, because Jenkins takes an empty report for a
    broken one.
    """
    failures = sum(map(fails, findings))
    counts = {"tests": str(len(findings) or 1), "failures": str(failures), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": _NAME, **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _NAME, **counts, "skipped": "0"})
    for finding in findings:
        _case(suite, finding, failed=fails(finding))
    if not findings:
        ElementTree.SubElement(suite, "testcase", {"classname": _NAME, "name": "no findings"})
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: ElementTree.Element, finding: Finding, *, failed: bool) -> None:
    path = _legal(finding.path.as_posix())
    place = f"{path}:{finding.line}:{finding.column}"
    attributes = {
        "classname": path,
        "name": _legal(f"{finding.code} {finding.line}:{finding.column} {finding.message}"),
        "file": path,
        "line": str(finding.line),
    }
    case = ElementTree.SubElement(suite, "testcase", attributes)
    message = f"{finding.severity} {finding.code} {finding.message}"
    text = _legal(f"{place}: {message}\n{finding.remedy}")
    if failed:
        shown = {"type": finding.severity, "message": _legal(message)}
        ElementTree.SubElement(case, "failure", shown).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _legal(text: str) -> str:
    """The text without the characters that XML cannot hold, not even escaped."""
    return _ILLEGAL.sub("", text)
