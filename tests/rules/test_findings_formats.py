"""Findings as text for people and as JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tfgen.report import findings_json, findings_text
from tfgen.rules.frame import Finding


def finding(line: int = 2, column: int = 7, **changes: object) -> Finding:
    values: dict[str, object] = {
        "code": "TFG101",
        "severity": "error",
        "path": Path("stacks/stg/web/main.tf"),
        "line": line,
        "column": column,
        "message": "the variable `x` is not declared",
        "remedy": "declare it",
    }
    return Finding(**(values | changes))


def lines(found: Finding, source: str) -> list[str]:
    return findings_text.render([found], {found.path: source}).splitlines()


def test_json_is_the_contract() -> None:
    assert json.loads(findings_json.render([finding()])) == {
        "version": 1,
        "findings": [
            {
                "code": "TFG101",
                "severity": "error",
                "path": "stacks/stg/web/main.tf",
                "line": 2,
                "column": 7,
                "message": "the variable `x` is not declared",
                "remedy": "declare it",
            }
        ],
    }
    assert json.loads(findings_json.render([])) == {"version": 1, "findings": []}


def test_text_shows_the_place_the_line_and_the_remedy() -> None:
    assert lines(finding(), "locals {\n  a = var.x\n}\n") == [
        "stacks/stg/web/main.tf:2:7: error TFG101 the variable `x` is not declared",
        "    2 |   a = var.x",
        "      |       ^",
        "  -> declare it",
        "",
        "1 error in 1 file",
    ]


def test_text_counts_by_severity() -> None:
    found = [finding(), finding(3), finding(4, severity="warning", path=Path("b.tf"))]
    assert findings_text.render(found, {}).splitlines()[-1] == "2 errors, 1 warning in 2 files"
    assert findings_text.render([], {}) == "no findings\n"


def test_the_caret_stands_below_tabs_and_wide_characters() -> None:
    text = '\ta = "名${var.x}"'
    assert lines(finding(1, 7), text)[1:3] == [
        '    1 |   a = "名${var.x}"',
        "      | " + " " * 7 + "^",
    ]
    assert lines(finding(1, 8), text)[2] == "      | " + " " * 9 + "^"
    assert lines(finding(1, 5), "e\u0301 = var.x")[2] == "      |    ^"


def test_a_long_line_is_cut_around_the_column() -> None:
    shown = lines(finding(1, 5001), "x" * 5000 + "HERE" + "y" * 5000)
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^") :].startswith("HERE")


def test_a_column_behind_the_line_and_a_line_behind_the_file() -> None:
    assert lines(finding(1, 4), "a =\n")[2] == "      |    ^"
    assert lines(finding(9), "a = 1\n")[1] == "  -> declare it"
    assert lines(finding(1), "\n")[1] == "  -> declare it"


def test_control_characters_do_not_reach_the_terminal() -> None:
    found = finding(1, 1, message="found \x1b[31m", path=Path("\x1b]0;x\x07.tf"))
    text = findings_text.render([found], {found.path: "a = \x1b[2J\u202e\n"})
    assert all(character.isprintable() or character == "\n" for character in text)
