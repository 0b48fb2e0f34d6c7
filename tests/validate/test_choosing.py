"""--select, --ignore, --severity and --fail-on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.choosing import Choice, choose, codes, fails
from tfgen.errors import UsageError
from tfgen.rules.frame import Finding

Make = Callable[..., Finding]
KNOWN = ("TFG001", "TFG101", "TFG102", "TFG201")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["TFG101"], {"TFG101"}),
        (["TFG1"], {"TFG101", "TFG102"}),
        (["TFG1,TFG001", "tfg201"], {"TFG101", "TFG102", "TFG001", "TFG201"}),
        (["TFG101 , TFG102"], {"TFG101", "TFG102"}),
        (["TFG"], set(KNOWN)),
        ([], set()),
    ],
)
def test_codes_and_beginnings_of_codes(wanted: list[str], found: set[str]) -> None:
    assert codes(wanted, KNOWN) == found


@pytest.mark.parametrize("wanted", ["TFG109", "TFG1O1", "X", "TFG101,", "", "TFG1010"])
def test_a_code_that_no_rule_has(wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        codes([wanted], KNOWN)
    assert caught.value.hint


def test_the_nearest_code_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        codes(["TFG1O2"], KNOWN)
    assert "did you mean TFG102?" in caught.value.hint


def test_what_is_chosen(finding: Make) -> None:
    error, warning = finding(), finding(code="TFG102", severity="warning")
    notice = finding(code="TFG201", severity="notice")
    found = [error, warning, notice]
    assert choose(found, Choice()) == (error, warning, notice)
    assert choose(found, Choice(select=frozenset({"TFG102"}))) == (warning,)
    assert choose(found, Choice(select=frozenset())) == ()
    assert choose(found, Choice(ignore=frozenset({"TFG102"}))) == (error, notice)
    assert choose(found, Choice(severity="warning")) == (error, warning)
    both = Choice(select=frozenset({"TFG101", "TFG102"}), ignore=frozenset({"TFG102"}))
    assert choose(found, both) == (error,)


def test_the_order_is_that_of_the_places_and_each_is_there_once(finding: Make) -> None:
    wanted = [
        finding(9, path=Path("a.tf")),
        finding(2, 3),
        finding(2, 7),
        finding(2, 7, code="TFG102"),
        finding(10),
    ]
    assert choose([*reversed(wanted), *wanted], Choice()) == tuple(wanted)


@pytest.mark.parametrize(
    ("severity", "failing"),
    [("error", "error warning notice"), ("warning", "warning notice"), ("notice", "notice")],
)
def test_what_fails(severity: str, failing: str, finding: Make) -> None:
    found = [finding(severity=severity)]
    levels = ("error", "warning", "notice", "never")
    assert {level for level in levels if fails(found, level)} == set(failing.split())
    assert not fails([], "notice")
