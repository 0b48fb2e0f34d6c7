"""The wordings of terraform-plugin-sdk and terraform-plugin-framework -> conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NUMBER = r"-?\d+(?:\.\d+)?(?:e\+?\d+)?"
_LIST = r"\[(?P<list>.*)\]"
_ONE_OF = (
    re.compile(rf"^expected (?P<key>\S+) to be one of {_LIST}, got ", re.DOTALL),
    re.compile(rf"value must be one of: {_LIST}, got: ", re.DOTALL),
    re.compile(rf"\nValid Values: {_LIST}$", re.DOTALL),
)
_RANGE = (
    (
        rf"^expected (?P<key>\S+) to be in the range \((?P<low>{_NUMBER}) - (?P<high>{_NUMBER})\)",
        "",
    ),
    (rf"^expected (?P<key>\S+) to be at least \((?P<low>{_NUMBER})\), got", ""),
    (rf"^expected (?P<key>\S+) to be at most \((?P<high>{_NUMBER})\), got", ""),
    (r'^expected "(?P<key>\S+)" to be a valid port number, got', "1 65535"),
    (r'^expected "(?P<key>\S+)" to be a valid port number or 0, got', "0 65535"),
    (rf"value must be between (?P<low>{_NUMBER}) and (?P<high>{_NUMBER}), got: ", ""),
    (rf"value must be at least (?P<low>{_NUMBER}), got: ", ""),
    (rf"value must be at most (?P<high>{_NUMBER}), got: ", ""),
)
_LENGTH = (
    r"^expected length of (?P<key>\S+) to be in the range \((?P<low>\d+) - (?P<high>\d+)\), got",
    r"string length must be between (?P<low>\d+) and (?P<high>\d+), got: ",
    r"string length must be at least (?P<low>\d+), got: ",
    r"string length must be at most (?P<high>\d+), got: ",
)
_ITEMS = (
    r"^Attribute (?P<key>\S+) requires (?P<low>\d+) item minimum, but config has only",
    r"^Attribute (?P<key>\S+) supports (?P<high>\d+) item maximum, but config has",
    r"(?:list|set|map) must contain at least (?P<low>\d+) elements? and at most (?P<high>\d+)",
    r"(?:list|set|map) must contain at least (?P<low>\d+) elements?, got: ",
    r"(?:list|set|map) must contain at most (?P<high>\d+) elements?, got: ",
)
_MATCHES = (
    re.compile(r'to match regular expression (?P<re>"(?:[^"\\]|\\.)*"), got ', re.DOTALL),
    re.compile(r"value must match regular expression '(?P<re>.*)', got: ", re.DOTALL),
)
_WHOLE = "Attribute must be a whole number"
_MULTIPLE = re.compile(r"^expected (?P<key>\S+) to be divisible by (?P<step>\d+), got: ")


# The kinds of conditions that messages state; others are learned.
STATED = frozenset(
    {"one_of", "one_of_any_case", "range", "length", "items", "matches", "multiple_of", "whole"}
)


@dataclass(frozen=True)
class Condition:
    """What one message proves: `kind` and `argument` of a check."""

    kind: str
    argument: Any


def conditions(summary: str, detail: str) -> Iterator[Condition]:
    """The conditions on one value that a diagnostic states."""
    for message in (summary, detail):
        for pattern in _ONE_OF:
            if (match := pattern.search(message)) and (members := _members(match["list"])):
                yield Condition("one_of", members)
        yield from _limits("range", message, _RANGE, float)
        yield from _limits("length", message, [(one, "") for one in _LENGTH], int)
        yield from _limits("items", message, [(one, "") for one in _ITEMS], int)
        for pattern in _MATCHES:
            if match := pattern.search(message):
                text = match["re"]
                yield Condition("matches", json.loads(text) if text[:1] == '"' else text)
        if message.startswith(_WHOLE):
            yield Condition("whole", True)
        if match := _MULTIPLE.search(message):
            yield Condition("multiple_of", int(match["step"]))


def _limits(
    kind: str, message: str, patterns: Any, number: type[int] | type[float]
) -> Iterator[Condition]:
    for pattern, fixed in patterns:
        match = re.search(pattern, message)
        if match is None:
            continue
        named = match.groupdict()
        low, high = fixed.split() if fixed else (named.get("low"), named.get("high"))
        yield Condition(kind, [_number(low, number), _number(high, number)])
        return


def _number(text: str | None, number: type[int] | type[float]) -> int | float | None:
    if text is None:
        return None
    value = number(text)
    return int(value) if value == int(value) else value


def _members(text: str) -> list[Any]:
    """`"a" "b"`, `"a", "b"` or `1 2 3` as values; empty when it is none of these."""
    if re.fullmatch(r'(?:"(?:[^"\\]|\\.)*"[ ,]*)+', text):
        return [json.loads(one) for one in re.findall(r'"(?:[^"\\]|\\.)*"', text)]
    if re.fullmatch(rf"{_NUMBER}(?:[ ,]+{_NUMBER})*", text):
        return [_number(one, float) for one in re.findall(_NUMBER, text)]
    return []


_SET = r"\[(?P<others>[^]]+(?:\[\d+\][^]]*)*)\]"
# The kind of relation, and the wording; where it names no `on`, the place of the message does.
_RELATIONS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("conflicts", r'^"(?P<on>[^"]+)": conflicts with (?P<others>\S+)$'),
        ("exactly_one_of", r'^"(?P<on>[^"]+)": (?:only )?one of `(?P<others>[^`]+)` (?:must|can) '),
        ("required_with", r'^"(?P<on>[^"]+)": all of `(?P<others>[^`]+)` must be specified'),
        ("conflicts", r'^Attribute "(?P<on>\S+)" cannot be specified when "(?P<others>\S+)" is sp'),
        ("required_with", r'^Attribute "(?P<others>\S+)" must be specified when "(?P<on>\S+)" is'),
        ("exactly_one_of", rf"^\d+ attributes? specified when one \(and only one\) of {_SET} is"),
        ("exactly_one_of", rf"^No attribute specified when one \(and only one\) of {_SET} is"),
        ("exactly_one_of", rf"^Exactly one of these attributes must be configured: {_SET}$"),
        ("at_least_one_of", rf"^At least one of these attributes must be configured: {_SET}$"),
        ("at_least_one_of", rf"^At least one attribute out of {_SET} must be specified"),
    )
)


# Such a diagnostic stands at an argument, and says nothing of its value.
_OF_OTHERS = frozenset(
    {
        "Conflicting configuration arguments",
        "Invalid combination of arguments",
        "Missing required argument",
        "Invalid Attribute Combination",
        "Missing Attribute Configuration",
    }
)


def about_value(summary: str) -> bool:
    """Whether a diagnostic at an argument is about its value, and not about other arguments."""
    return summary not in _OF_OTHERS


_OF_THE_BLOCK = ("Exactly one of these", "At least one of these")


def relation(summary: str, detail: str, line: str) -> tuple[str, str, tuple[str, ...]] | None:
    """The relation between arguments that a diagnostic states: kind, argument, the others.

    `line` is the dotted path of what the diagnostic stands at.
    """
    for kind, pattern in _RELATIONS:
        match = pattern.match(detail)
        if match is None:
            continue
        others = tuple(_path(one.strip()) for one in match["others"].split(","))
        if "on" in pattern.groupindex:
            at_least = summary == "Missing required argument" and kind == "exactly_one_of"
            return ("at_least_one_of" if at_least else kind), _path(match["on"]), others
        if detail.startswith(_OF_THE_BLOCK) or not line:
            return kind, others[0], others
        # An attribute's own validation may leave the attribute out of the list.
        return kind, line, others if line in others else (*others, line)
    return None


def _path(text: str) -> str:
    """`a[0].b` and `a.0.b` as `a.b`; `a[0].b.<.c`, where `<` means one step up, as `a.c`."""
    steps: list[str] = []
    for step in re.sub(r"\[\d+\]|\.\d+(?=\.|$)", "", text).split("."):
        if step == "<":
            steps.pop()
        else:
            steps.append(step)
    return ".".join(steps)


def deprecation(summary: str, detail: str) -> str | None:
    """The advice of a warning about something deprecated; None for any other diagnostic."""
    if summary in {"Argument is deprecated", "Attribute Deprecated"}:
        return re.sub(r"^\S+ is deprecated\.\s*", "", detail)
    if summary in {"Deprecated Resource", "Deprecated", "Deprecated Data Source"}:
        return detail
    return None
