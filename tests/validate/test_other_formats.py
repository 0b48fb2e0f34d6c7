"""Findings as JUnit XML, as GitHub annotations, and as JSON by its published schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tfgen.report import findings_github, findings_json, findings_junit
from tfgen.rules.frame import Finding

Make = Callable[..., Finding]
HERE = PurePosixPath()


def suites(*findings: Finding) -> ElementTree.Element:
    text = findings_junit.render(findings, lambda finding: finding.severity == "error")
    return ElementTree.XML(text)


def test_junit_has_a_failed_case_for_what_fails(finding: Make) -> None:
    suite = suites(finding(), finding(3, severity="warning")).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    failed, passed = suite.findall("testcase")
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("message") == "error TFG101 the variable `x` is not declared"
    assert failure.text == (
        "stacks/main.tf:2:7: error TFG101 the variable `x` is not declared\ndeclare it"
    )
    assert (failed.get("classname"), failed.get("line")) == ("stacks/main.tf", "2")
    assert passed.find("failure") is None
    assert "warning" in (passed.findtext("system-out") or "")


def test_junit_without_findings_is_one_passed_case() -> None:
    root = suites()
    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert len(root.findall("testsuite/testcase")) == 1


def test_junit_names_are_unique(finding: Make) -> None:
    cases = suites(finding(1), finding(2), finding(2, 9)).iter("testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == 3


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_junit_is_xml_whatever_the_message(finding: Make, text: str) -> None:
    found = finding(message=text, remedy=text, path=Path(f"a{text}".replace("\0", "")))
    assert len(suites(found).findall("testsuite/testcase")) == 1


def github(*findings: Finding, base: PurePosixPath = HERE) -> list[str]:
    return findings_github.render(findings, base).splitlines()


def test_github_annotations(finding: Make) -> None:
    assert github(finding(), base=PurePosixPath("infra")) == [
        "::error file=infra/stacks/main.tf,line=2,col=7,title=TFG101"
        "::the variable `x` is not declared%0Adeclare it"
    ]
    assert github() == []


def test_github_escapes_what_would_end_a_command(finding: Make) -> None:
    found = finding(path=Path("a,b:c%.tf"), message="50% of:\r\n::set", remedy="x")
    assert github(found) == [
        "::error file=a%2Cb%3Ac%25.tf,line=2,col=7,title=TFG101::50%25 of:%0D%0A::set%0Ax"
    ]


def test_github_shows_the_worst_first(finding: Make) -> None:
    levels = ["notice", "error", "warning", "error"]
    shown = github(*(finding(line, severity=level) for line, level in enumerate(levels, 1)))
    assert [line.split(" ")[0] for line in shown] == ["::error", "::error", "::warning", "::notice"]
    assert "line=2" in shown[0]


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_github_gives_one_command_a_finding(finding: Make, text: str) -> None:
    shown = findings_github.render([finding(message=text)], HERE)
    assert shown.count("\n") == 1
    assert shown.startswith("::error file=")


def test_the_published_schema_is_that_of_the_code() -> None:
    published = Path(__file__).resolve().parents[2] / "docs" / "findings.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == findings_json.schema()


def test_json_follows_its_schema(finding: Make) -> None:
    schema = findings_json.schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for findings in ([], [finding(), finding(severity="notice")]):
        validator.validate(json.loads(findings_json.render(findings)))


@pytest.mark.parametrize("wrong", [{"line": 0}, {"severity": "fatal"}, {"code": "X1"}])
def test_the_schema_of_json_refuses_what_is_wrong(finding: Make, wrong: dict[str, object]) -> None:
    text = findings_json.render([finding(**wrong)])
    assert not Draft202012Validator(findings_json.schema()).is_valid(json.loads(text))
