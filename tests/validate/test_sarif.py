"""Findings as SARIF: valid by the standard's schema, and what GitHub code scanning reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from tfgen.report import findings_sarif
from tfgen.rules import RULES
from tfgen.rules.frame import Finding

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
VALIDATOR = Draft4Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker()
)
HERE = PurePosixPath()
Make = Callable[..., Finding]


def log(
    *findings: Finding, source: str = "", base: PurePosixPath = HERE, pages: Any = None
) -> dict[str, Any]:
    """The run of the log of findings in files that all hold `source`."""
    sources = {finding.path: source for finding in findings}
    text = findings_sarif.render(findings, RULES, pages or {}, sources, base)
    whole = json.loads(text)
    VALIDATOR.validate(whole)
    (run,) = whole["runs"]
    return run


def region(*arguments: Any, **options: Any) -> dict[str, int]:
    return log(*arguments, **options)["results"][0]["locations"][0]["physicalLocation"]["region"]


def artifact(*arguments: Any, **options: Any) -> dict[str, str]:
    (result,) = log(*arguments, **options)["results"]
    return result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_the_schema_is_no_blank_paper() -> None:
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_a_result(finding: Make) -> None:
    run = log(finding(), finding(3, severity="warning"), finding(4, severity="notice"))
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert rule["id"] == first["ruleId"] == "TFG101"
    assert rule["shortDescription"]["text"] == "undeclared variable"
    assert rule["defaultConfiguration"]["level"] == "error"
    assert first["message"]["text"] == "the variable `x` is not declared\ndeclare it"
    assert [one["level"] for one in run["results"]] == ["error", "warning", "note"]


def test_no_findings_are_a_valid_log_too() -> None:
    assert log()["results"] == []


def test_the_page_of_a_rule_is_its_help() -> None:
    page = "# TFG001: x\n\nSeverity: error\n\n## Why\n\nBecause.\nSo.\n\n## Fails\n\n…\n"
    rule = log(pages={"TFG001": page})["tool"]["driver"]["rules"][0]
    assert rule["help"] == {"text": page, "markdown": page}
    assert rule["fullDescription"]["text"] == "Because.\nSo."


def test_columns_are_utf16_code_units(finding: Make) -> None:
    source = 'locals {\n  a = "😀é${var.x}"\n'
    assert region(finding(2, 11), source=source) == {"startLine": 2, "startColumn": 12}
    assert region(finding(2, 8), source=source)["startColumn"] == 8
    assert region(finding(99, 3), source=source)["startColumn"] == 3


def test_paths_are_relative_to_the_repository(finding: Make) -> None:
    path = Path("a b/ü#?.tf")
    assert artifact(finding(path=path), base=PurePosixPath("infra")) == {
        "uri": "infra/a%20b/%C3%BC%23%3F.tf",
        "uriBaseId": "%SRCROOT%",
    }
    assert artifact(finding(path=Path("/x y/m.tf"))) == {"uri": "file:///x%20y/m.tf"}
    assert artifact(finding(path=Path("\udcff.tf")))["uri"] == "%FF.tf"


def marks(*findings: Finding, source: str) -> list[dict[str, str]]:
    return [one["partialFingerprints"] for one in log(*findings, source=source)["results"]]


def test_fingerprints_survive_moved_lines(finding: Make) -> None:
    before = marks(finding(2), finding(3), source="locals {\n  a = var.x\n  b = var.x\n}\n")
    after = marks(finding(5), finding(6), source="\n\n\nlocals {\n    a = var.x\n  b = var.x\n}\n")
    assert before == after
    assert before[0]["primaryLocationLineHash"] != before[1]["primaryLocationLineHash"]


def test_fingerprints_tell_equal_lines_apart(finding: Make) -> None:
    one, two = marks(finding(1), finding(2), source="a = var.x\na = var.x\n")
    assert one["primaryLocationLineHash"].endswith(":1")
    assert two["primaryLocationLineHash"].endswith(":2")
    assert one != two


@pytest.mark.parametrize("change", [{"message": "other"}, {"path": Path("other.tf")}])
def test_fingerprints_differ_with_what_is_wrong(finding: Make, change: dict[str, Any]) -> None:
    one, two = marks(finding(), finding(**change), source="a = var.x\n")
    assert one["tfgenFinding/v1"] != two["tfgenFinding/v1"]


@settings(deadline=None)
@given(
    source=st.text(max_size=60),
    message=st.text(max_size=20),
    path=st.text("a/#é\udc80 \n%", min_size=1, max_size=9).filter(lambda text: "//" not in text),
    line=st.integers(1, 5),
    column=st.integers(1, 70),
)
def test_any_text_gives_a_valid_log(
    finding: Make, source: str, message: str, path: str, line: int, column: int
) -> None:
    found = finding(line, column, message=message, path=Path(path))
    assert region(found, source=source)["startColumn"] >= column
