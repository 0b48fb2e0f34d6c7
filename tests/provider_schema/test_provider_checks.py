"""What recorded checks refuse, and how they are learned from a provider's verdicts."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.provider_schema.checks import Check, known_kind
from tfgen.provider_schema.forms import FORMS
from tfgen.provider_schema.probing.learning import learn, more, words


@pytest.mark.parametrize(
    ("kind", "argument", "good", "bad"),
    [
        ("one_of", ["a", "b"], ["a", "b"], ["A", "", "c"]),
        ("one_of", [1, 3], [1, 3.0], [2]),
        ("one_of_any_case", ["Forward"], ["forward", "FORWARD"], ["", "forwards"]),
        ("range", [1, 3], [1, 2.5, 3], [0, 3.5]),
        ("range", [None, 3], [-100, 3], [4]),
        ("length", [1, 3], ["a", "abc"], ["", "abcd"]),
        ("length", [None, 3], ["", "äöü"], ["abcd"]),
        ("items", [1, 2], [["a"], ["a", "b"]], [[], ["a", "b", "c"]]),
        ("multiple_of", 64, [64, 128], [63]),
        ("whole", True, [1, 2.0], [1.5]),
        ("form", "ipv4_network", ["10.0.0.0/8"], ["10.0.0.1/8", "10.0.0.0", "::/0", ""]),
        ("form_or_empty", "cidr", ["", "10.0.0.1/8", "::/0"], ["10.0.0.0/33", "x"]),
        ("matches", r"^[a-z]+$", ["abc"], ["", "aB", "abc\n"]),
        ("refused_characters", " _", ["a-b"], ["a b", "a_b"]),
        ("refused_first", "-", ["a-", ""], ["-a"]),
        ("refused_last", "-", ["-a", ""], ["a-"]),
        ("refused_text", ["--", ".."], ["a-b.c", ""], ["a--b", "a-b..c"]),
    ],
)
def test_checks(kind: str, argument: Any, good: list[Any], bad: list[Any]) -> None:
    check = Check(kind, argument)
    assert [value for value in good if check.refusal(value)] == []
    assert [value for value in bad if not check.refusal(value)] == []


def test_a_refusal_names_what_is_accepted() -> None:
    assert Check("one_of", ["a", "b"]).refusal("c") == 'must be one of "a", "b"'
    assert Check("range", [1, None]).refusal(0) == "must be at least 1"
    assert Check("form", "arn").refusal("x") == "must be a valid ARN"


def test_checks_of_a_later_version_are_left_out() -> None:
    assert not known_kind("of_the_future", 1)
    assert not known_kind("form", "of_the_future")


@pytest.mark.parametrize("pattern", [r"^[[:alpha:]]+$", r"^\pL$", r"^(", r"^a{99999999999}$"])
def test_a_pattern_that_python_reads_otherwise_is_left_out(pattern: str) -> None:
    assert not known_kind("matches", pattern)


@given(st.ip_addresses(), st.integers(0, 140))
def test_networks(address: ipaddress.IPv4Address, bits: int) -> None:
    text = f"{address}/{bits}"
    fits = bits <= address.max_prefixlen
    assert FORMS["cidr"].holds(text) is fits
    canonical = fits and str(ipaddress.ip_network(text, strict=False)) == text
    assert FORMS["network"].holds(text) is canonical


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_whatever_json_writes_is_json(value: object) -> None:
    assert FORMS["json"].holds(json.dumps(value))


@pytest.mark.parametrize("text", ["NaN", "[1,]", "{'a': 1}", "", "{", '{"a": Infinity}'])
def test_what_is_no_json(text: str) -> None:
    assert not FORMS["json"].holds(text)


def test_deep_json_is_no_reason_to_fail() -> None:
    assert FORMS["json"].holds("[" * 100_000 + "]" * 100_000)


def learned(accepts: Callable[[str], object]) -> dict[str, Any]:
    """What is learned about a provider that accepts these strings."""
    refused = {one: not accepts(one) for one in words()}
    refused |= {one: not accepts(one) for one in more(refused)}
    return learn(refused)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_form_is_told_from_the_others(name: str) -> None:
    assert learned(FORMS[name].holds) in ({"form": name}, {"form_or_empty": name})
    assert learned(lambda text: not text or FORMS[name].holds(text)) == {"form_or_empty": name}


def test_characters_ends_and_length_are_learned() -> None:
    found = learned(lambda text: re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", text))
    assert set("_. /ABé\n") <= set(found["refused_characters"])
    assert not set("abz019-") & set(found["refused_characters"])
    assert set(found["refused_first"]) == set("-0123456789")
    assert found["refused_last"] == "-"
    assert found["length"] == [None, 63]


def test_what_may_not_stand_twice_is_learned() -> None:
    found = learned(lambda text: re.fullmatch(r"[a-z](-?[a-z0-9])*", text))
    assert found["refused_text"] == ["--"]


def test_nothing_is_learned_where_everything_is_refused_or_accepted() -> None:
    assert learned(lambda _: True) == {}
    assert learned(lambda _: False) == {}


PATTERNS = (
    r"[A-Za-z0-9_-]+",
    r"[a-z][a-z0-9]{2,30}",
    r"(?!-)[A-Za-z0-9-]{1,32}(?<!-)",
    r"[\w+=,.@-]*",
    r"(alias/)?[\w/-]+",
    r"arn:.*|[a-z]+",
    r"[^/]+",
    r"([A-Za-z0-9+/]{4})*",
    r"\d+|\*",
    r".{3,10}",
    r"[a-z](-?[a-z0-9])*",
)


@cache
def learned_of(pattern: str) -> dict[str, Any]:
    return learned(lambda one: re.fullmatch(pattern, one, re.ASCII))


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(deadline=None)
@given(st.text(alphabet="abzAZ019-_./:+=@*! ", max_size=40))
def test_what_is_learned_refuses_nothing_that_is_accepted(pattern: str, text: str) -> None:
    found = learned_of(pattern).items()
    refusals = [Check(kind, argument).refusal(text) for kind, argument in found]
    assert not any(refusals) or not re.fullmatch(pattern, text, re.ASCII)
