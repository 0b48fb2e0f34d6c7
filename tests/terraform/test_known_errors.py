"""Known errors are explained under Terraform's own words, each by its own row; others are not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from known_messages import MESSAGES

from tfgen.terraform.diagnostics import failure
from tfgen.terraform.known import TABLE, explain, passing_reason
from tfgen.terraform.known.frame import Known
from tfgen.terraform.process import Result

UNKNOWN = (
    'Unsupported argument\n\nAn argument named "colour" is not expected here.',
    "creating SQS Queue (x): operation error SQS: CreateQueue, https response error StatusCode:"
    " 400, RequestID: 1, InvalidAttributeValue: Invalid value for the parameter MessageRetention",
    "Reference to undeclared resource",
    "",
    # A value of megabytes: a search that went over it again and again would not end.
    "x-" * 2_000_000,
    "arn:aws:iam::" * 300_000,
)


def failed(message: str, *, as_json: bool = True, folder: Path = Path("/stacks/web")) -> object:
    """The error that tfgen makes of a run of Terraform that printed this message."""
    summary, _, detail = message.partition("\n")
    diagnostic = {"severity": "error", "summary": summary, "detail": detail.strip()}
    line = json.dumps({"type": "diagnostic", "diagnostic": diagnostic})
    text = f"\nError: {message}\n\n"
    result = Result(1, line if as_json else "", "" if as_json else text)
    return failure("terraform", "plan", result, folder)


@pytest.mark.parametrize(("code", "message", "source"), MESSAGES)
def test_a_real_message_is_explained_by_its_row_alone(code: str, message: str, source: str) -> None:
    line = " ".join(message.split())
    assert [row.code for row in TABLE if row.explained(line)] == [code]
    for as_json in (True, False):
        error = failed(message, as_json=as_json)
        assert " ".join(error.message.split()).startswith(f"terraform plan failed: {line[:20]}")
        assert "\n\nWhat it means: " in error.message
        assert error.hint
        assert "{" not in error.hint + error.message.partition("What it means: ")[2]
    assert source


def test_every_row_has_a_real_message_a_source_and_a_name_of_its_own() -> None:
    codes = [row.code for row in TABLE]
    assert len(set(codes)) == len(codes)
    assert {code for code, _, _ in MESSAGES} == set(codes)
    for row in TABLE:
        assert row.source.startswith("https://"), row.code
        assert 1 <= row.meaning.count(". ") + 1 <= 3, row.code


@pytest.mark.parametrize("message", UNKNOWN)
def test_an_unknown_error_is_left_as_it_is(message: str) -> None:
    assert explain([message]) == ()
    error = failed(message or "x")
    assert "What it means" not in error.message
    assert error.hint == ""


def test_the_page_tells_what_the_table_tells(data_root: Callable[[str], Path]) -> None:
    page = data_root("docs/known-errors.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [page_row(row) for row in TABLE]


def page_row(row: Known) -> str:
    """A row of the table as a line of the page, with names in capitals for what a message tells."""
    told = f"{row.meaning} | {row.remedy.replace('{terraform}', 'terraform')}"
    return f"| `{row.code}` | {re.sub(r'{(.*?)}', lambda m: m[1].upper(), told)} | {row.source} |"


def test_no_explanation_reads_like_an_error_that_passes() -> None:
    told = [failed(message).message for _, message, _ in MESSAGES]
    for (code, message, _), text in zip(MESSAGES, told, strict=True):
        assert passing_reason(text) == passing_reason(message), code


def test_a_held_lock_names_who_and_since_when() -> None:
    error = failed(MESSAGES[0][1])
    assert "ci@runner-7, since 2026-11-28 20:00:00" in error.message
    unlock = "terraform -chdir=/stacks/web force-unlock f9763602-b03f-e35c-da30-4083cdbb99ae"
    assert error.hint.endswith(unlock)
    assert "only if it is dead" in error.hint


def test_a_refused_call_names_the_action_and_the_role() -> None:
    [message] = [text for code, text, _ in MESSAGES if code == "access-denied"]
    [told] = explain([message])
    assert "assumed-role/deploy/ci lacks the permission logs:CreateLogGroup" in told.meaning
    assert told.remedy.startswith("allow logs:CreateLogGroup")


def test_a_command_can_be_copied_whatever_the_path() -> None:
    error = failed("Module not installed", folder=Path("/it's $HOME/web"))
    assert error.hint == """terraform '-chdir=/it'"'"'s $HOME/web' init"""


def test_several_errors_are_explained_each_once() -> None:
    line = '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"%s"}}\n'
    output = "".join(line % text for text in ("Module not installed", "x", "Cycle: a, b") * 3)
    error = failure("tofu", "apply", Result(1, output, ""), Path("/web"))
    assert error.message.count("What it means: ") == 2
    first, second = error.hint.split("\n  -> ")
    assert first == "tofu -chdir=/web init"
    assert "tfgen validate" in second


def test_a_terraform_that_somebody_killed_is_no_riddle() -> None:
    plan = failure("terraform", "plan", Result(-9, "", ""), Path("/web"))
    assert "was ended by SIGKILL, not by tfgen: by the system for want of memory" in plan.message
    assert "-j 1" in plan.hint
    apply = failure("terraform", "apply", Result(-9, "", ""), Path("/web"))
    assert "not in the state, whose lock may still be held" in apply.message
    assert "terraform -chdir=/web force-unlock" in apply.hint
