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
from tfgen.provider_schema.probing.evidence import forms
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


def learned(accepts: Callable[[str], object], message: str = "only letters") -> dict[str, Any]:
    """What is learned about a provider that accepts these strings, and refuses others so."""
    refused = {one: not accepts(one) for one in words(message)}
    refused |= {one: not accepts(one) for one in more(message, refused)}
    return learn(message, refused)


# How the AWS provider words it.
MESSAGES = {
    "json_object": '"~" contains an invalid JSON policy: not a JSON object|',
    "json_list": "ECS Task Definition ~ is invalid: invalid character 'z' looking for beginning",
    "json": "\"~\" contains an invalid JSON: invalid character 'z' looking for beginning|",
    "arn": '"~" () is an invalid ARN: arn: invalid prefix|',
    "any_arn": "Invalid ARN Value|The provided value cannot be parsed as an ARN.",
    "account_id": '"~" doesn\'t look like AWS Account ID (exactly 12 digits): ""|',
    "region": '"~" doesn\'t look like AWS Region: ""|',
    "ipv4_network": '"" is not a valid CIDR block: invalid CIDR address: |',
    "ipv4_network_16_28": "expected ~ to contain a valid Value with err: invalid CIDR address: |",
    "ipv6_network": '"" is not a valid CIDR block: invalid CIDR address: |',
    "network": '"" is not a valid CIDR block: invalid CIDR address: |',
    "ipv4_cidr": "value must be a valid IPv4 CIDR",
    "ipv6_cidr": "value must be a valid IPv6 CIDR",
    "cidr": 'expected "~" to be a valid CIDR Value, got : invalid CIDR address: |',
    "ipv4": "expected ~ to contain a valid IPv4 address, got: |",
    "ipv6": "expected ~ to contain a valid IPv6 address, got: |",
    "ip": "expected ~ to contain a valid IP, got: |",
    "ip_or_cidr": "must be an IP, a CIDR",
    "rfc3339": 'expected "~" to be a valid RFC3339 date, got ""',
    "date": "must be formatted YYYY-MM-DD",
    "duration": 'must be a sequence of decimal numbers with a unit, such as "300ms" or "1h"',
    "weekly_window": '() must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi"|',
    "daily_window": '() must satisfy the format of "hh24:mi-hh24:mi"|',
    "whole_number": "~: cannot parse '' as int: strconv.ParseInt|",
    "boolean": "~: cannot parse '' as boolean: strconv.ParseBool|",
    "decimal": "~: cannot parse '' as float: strconv.ParseFloat|",
    "https_url": "must provide a valid HTTPS url",
    "web_url": "must be a valid url",
    "s3_uri": "value must be a valid S3 URI, got: ",
    "absolute_path": "must begin with /",
    "email": "must be a valid email address",
    "base64": '"~" ("") must be base64-encoded|',
    "uuid": 'expected "~" to be a valid UUID, got |',
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_form_is_told_from_the_others(name: str) -> None:
    holds, message = FORMS[name].holds, MESSAGES[name]
    assert learned(holds, message) in ({"form": name}, {"form_or_empty": name})
    assert learned(lambda text: not text or holds(text), message) == {"form_or_empty": name}


def test_a_form_is_not_learned_where_the_message_does_not_speak_of_it() -> None:
    def accepts(text: str) -> bool:
        return re.fullmatch(r"\d+%?", text) is not None

    assert "form" not in learned(accepts, "must be a valid number or a percentage")
    assert forms("\"~\" must be an IP or 'none'") == frozenset()


def test_words_that_a_message_quotes_are_tried() -> None:
    def accepts(text: str) -> bool:
        return text == "ROOT" or re.fullmatch(r"[a-z]+", text) is not None

    message = "must be 'ROOT' or only include lowercase letters"
    assert "R" not in learned(accepts, message)["refused_characters"]
    assert "R" in learned(accepts, "only lowercase letters")["refused_characters"]


def test_characters_are_not_learned_where_another_form_is_spoken_of() -> None:
    def accepts(text: str) -> bool:
        return re.fullmatch(r"[a-z]+|arn:aws:x:.*", text) is not None

    assert "refused_characters" not in learned(accepts, "must be a name or ARN")


def test_a_length_of_the_parts_is_no_length_of_the_whole() -> None:
    def accepts(text: str) -> bool:
        return re.fullmatch(r"[a-z0-9]{1,63}(\.[a-z0-9]{1,63})*", text) is not None

    assert learned(accepts)["length"] == [1, None]


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
