"""Recording the checks of a provider: the wordings, and all questions put to one made up here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tfgen.provider_schema.lookup import Schema
from tfgen.provider_schema.probing.messages import conditions, deprecation, relation
from tfgen.provider_schema.probing.record import record
from tfgen.provider_schema.pulling import write_index
from tfgen.provider_schema.versions import Version

TEXT = {"type": "string", "optional": True}
NUMBER = {"type": "number", "optional": True}
PROVIDER: dict[str, Any] = {
    "resource_schemas": {
        "x_thing": {
            "block": {
                "attributes": {
                    "id": {**TEXT, "computed": True},
                    "name": TEXT,
                    "name_prefix": TEXT,
                    "kind": {"type": "string", "required": True},
                    "size": NUMBER,
                    "count_of": NUMBER,
                    "networks": {"type": ["list", "string"], "optional": True},
                    "label": TEXT,
                    "free": TEXT,
                    "liar": TEXT,
                    "either": TEXT,
                },
                "block_types": {
                    "rule": {
                        "nesting_mode": "list",
                        "max_items": 1,
                        "block": {"attributes": {"mode": TEXT, "first": TEXT, "second": TEXT}},
                    }
                },
            }
        }
    }
}
Problem = tuple[str, str]
Check = Callable[[Any], Problem | None]


def _enumeration(name: str, members: list[Any], *, any_case: bool = False) -> Check:
    def check(value: Any) -> Problem | None:
        same = [one for one in members if one == value]
        if any_case:
            same = [one for one in members if one.lower() == value.lower()]
        listed = " ".join(json.dumps(one) for one in members)
        return None if same else (f"expected {name} to be one of [{listed}], got {value}", "")

    return check


def _range(value: Any) -> Problem | None:
    fits = 1 <= value <= 10
    return None if fits else (f"expected size to be in the range (1 - 10), got {value}", "")


def _length(value: str) -> Problem | None:
    fits = 3 <= len(value) <= 8
    return (
        None if fits else (f"expected length of name to be in the range (3 - 8), got {value}", "")
    )


def _network(value: str) -> Problem | None:
    fits = re.fullmatch(r"\d+\.\d+\.\d+\.\d+/(8|16|24|28|32|30)", value) and "256" not in value
    known = fits and not value.startswith("01")
    return None if known else ("Invalid Value", f'"{value}" is not a valid CIDR block')


def _label(value: str) -> Problem | None:
    fits = re.fullmatch(r"[a-z][a-z0-9-]{0,29}", value)
    return None if fits else ('only lower case letters allowed in "label"', "")


def _liar(value: str) -> Problem | None:
    """Says one thing, and accepts more."""
    if value in {"a", "b", "ax"}:
        return None
    return f'expected liar to be one of ["a" "b"], got {value}', ""


def _either(value: str) -> list[Problem]:
    """A word of a list or something else; the messages are those of a value that is neither."""
    if value in {"on", "off"} or value.startswith("custom:"):
        return []
    enumeration = f'expected either to be one of ["on" "off"], got {value}'
    return [(enumeration, ""), ('invalid value for either (must begin with "custom:")', "")]


CHECKS: dict[str, Check] = {
    "kind": _enumeration("kind", ["one", "two"]),
    "count_of": _enumeration("count_of", [1, 3, 5]),
    "size": _range,
    "name": _length,
    "networks": lambda value: next(filter(None, map(_network, value)), None),
    "label": _label,
    "liar": _liar,
    "rule.mode": _enumeration("rule.0.mode", ["On", "Off"], any_case=True),
}


def _problems(values: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    if "id" in values:
        yield "id", ("Invalid or unknown key", "")
    for one, other in (("name", "name_prefix"), ("name_prefix", "name")):
        if one in values and other in values:
            detail = f'"{one}": conflicts with {other}'
            yield one, ("Conflicting configuration arguments", detail)
    ends = [name for name in ("rule.first", "rule.second") if name in values]
    if "rule" in values and len(ends) != 1:
        word = "only one" if ends else "one"
        rest = "can be specified, but both were" if ends else "must be specified"
        for name in ("rule.0.first", "rule.0.second"):
            detail = f'"{name}": {word} of `rule.0.first,rule.0.second` {rest}'
            yield "rule", ("Invalid combination of arguments", detail)
    for problem in _either(values["either"]) if "either" in values else ():
        yield "either", problem
    for name, check in CHECKS.items():
        if name in values and (problem := check(values[name])):
            yield name, problem


def _value(text: str) -> Any:
    """A constant, or one of the expressions that stand for long values."""
    if match := re.fullmatch(r'replace\(format\("%0(\d+)d", 0\), "0", "a"\)', text):
        return "a" * int(match[1])
    if match := re.fullmatch(r'\[for n in range\((\d+)\) : format\("a%d", n\)\]', text):
        return [f"a{n}" for n in range(int(match[1]))]
    return json.loads(text.replace("$${", "${").replace("%%{", "%{"))


def validate(files: Mapping[str, str]) -> list[dict[str, Any]]:
    """What `terraform validate -json` would say with that provider."""
    found = []
    for file, text in files.items():
        lines, values, inside = {"": 1}, {}, ""
        # `splitlines` would split at characters inside of strings, too.
        for number, line in enumerate(text.split("\n")[1:], 2):
            name, equals, value = line.strip().partition(" = ")
            path = f"{inside}.{name}" if inside else name
            if equals:
                lines[path], values[path] = number, _value(value)
            elif line.endswith("{"):
                inside = line.split()[0]
                lines[inside], values[inside] = number, None
            else:
                inside = ""
        for path, (summary, detail) in _problems(values):
            place = {"filename": file, "start": {"line": lines[path]}}
            found.append(
                {"severity": "error", "summary": summary, "detail": detail, "range": place}
            )
    return found


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("schemas")
    version = Version((1, 0, 0))
    path, _ = write_index(folder, "example.com/acme/x", version, PROVIDER)
    schema = Schema(path, "example.com/acme/x", version)
    found: dict[str, Any] = record(schema, "x", validate, lambda _: None)["resource x_thing"]
    return found


def test_what_messages_state_is_recorded(recorded: dict[str, Any]) -> None:
    checks = recorded["checks"]
    assert checks["kind"] == {"one_of": ["one", "two"]}
    assert checks["count_of"] == {"one_of": [1, 3, 5]}
    assert checks["size"] == {"range": [1, 10]}
    assert checks["name"] == {"length": [3, 8]}


def test_what_messages_do_not_state_is_learned(recorded: dict[str, Any]) -> None:
    checks = recorded["checks"]
    assert checks["networks.*"] == {"form": "ipv4_cidr"}
    label = checks["label"]
    assert set(label["refused_first"]) == set("-0123456789")
    assert "_" in label["refused_characters"]
    assert "free" not in checks


def test_what_the_second_round_contradicts_is_mended_or_dropped(recorded: dict[str, Any]) -> None:
    assert recorded["checks"]["rule.mode"] == {"one_of_any_case": ["On", "Off"]}
    assert "one_of" not in recorded["checks"].get("liar", {})
    assert "either" not in recorded["checks"]


def test_relations_between_arguments(recorded: dict[str, Any]) -> None:
    ends = ["rule.0.first", "rule.0.second"]
    assert recorded["relations"] == [
        ["conflicts", "name", ["name_prefix"]],
        ["conflicts", "name_prefix", ["name"]],
        ["exactly_one_of", "rule.0.first", ends],
        ["exactly_one_of", "rule.0.second", ends],
    ]
    assert recorded["refused"] == ["id"]


@pytest.mark.parametrize(
    ("summary", "detail", "kind", "argument"),
    [
        ('expected a.0.b to be one of ["x" "y"], got z', "", "one_of", ["x", "y"]),
        ('expected a to be one of ["x, \\"y\\"" "z"], got a', "", "one_of", ['x, "y"', "z"]),
        ("expected n to be one of [0 1.5], got 7", "", "one_of", [0, 1.5]),
        ("", 'Attribute a value must be one of: ["x", "y"], got: "z"', "one_of", ["x", "y"]),
        ("", 'No match.\n\nPath: a\nGiven Value: z\nValid Values: ["x"]', "one_of", ["x"]),
        ("expected n to be in the range (-1 - 2.5), got 7", "", "range", [-1, 2.5]),
        ("expected n to be at least (1), got 0", "", "range", [1, None]),
        ('expected "n" to be a valid port number, got: 0', "", "range", [1, 65535]),
        ("", "Attribute a[0].n value must be between 1 and 5, got: 9", "range", [1, 5]),
        ("", "Attribute a string length must be at most 5, got: 9", "length", [None, 5]),
        ("", "Attribute a supports 2 item maximum, but config has 3 declared.", "items", [None, 2]),
        ("", "Attribute a list must contain at least 1 elements, got: 0", "items", [1, None]),
        (
            'expected value of a to match regular expression "^\\\\d$", got x',
            "",
            "matches",
            r"^\d$",
        ),
        ("expected n to be divisible by 64, got: 7", "", "multiple_of", 64),
    ],
)
def test_wordings_of_conditions(summary: str, detail: str, kind: str, argument: object) -> None:
    [found] = conditions(summary, detail)
    assert (found.kind, found.argument) == (kind, argument)


@pytest.mark.parametrize(
    ("summary", "detail", "line", "stated"),
    [
        (
            "Missing required argument",
            '"a": one of `a,b.0.c` must be specified',
            "",
            ("at_least_one_of", "a", ("a", "b.c")),
        ),
        (
            "Missing required argument",
            '"a": all of `a,b` must be specified',
            "a",
            ("required_with", "a", ("a", "b")),
        ),
        (
            "Invalid Attribute Combination",
            'Attribute "a[0].b" cannot be specified when "a[0].c" is specified',
            "a.c",
            ("conflicts", "a.b", ("a.c",)),
        ),
        (
            "Invalid Attribute Combination",
            "No attribute specified when one (and only one) of [a[0].b.<.c] is required",
            "a.b",
            ("exactly_one_of", "a.b", ("a.c", "a.b")),
        ),
        (
            "Invalid Attribute Combination",
            "Exactly one of these attributes must be configured: [a,b,c]",
            "b",
            ("exactly_one_of", "a", ("a", "b", "c")),
        ),
        (
            "Invalid Attribute Combination",
            'Attribute "a" cannot be specified when "b" is "x".',
            "a",
            None,
        ),
    ],
)
def test_wordings_of_relations(summary: str, detail: str, line: str, stated: object) -> None:
    assert relation(summary, detail, line) == stated


def test_wordings_of_deprecations() -> None:
    assert (
        deprecation("Argument is deprecated", "a is deprecated. Use b instead.") == "Use b instead."
    )
    assert deprecation("Deprecated Resource", "use x_y instead") == "use x_y instead"
    assert deprecation("Something else", "a is deprecated. Use b.") is None


def test_files_are_named_by_the_questions(tmp_path: Path) -> None:
    """Terraform reads only `.tf` files, and each instance has a name of its own."""
    seen: dict[str, str] = {}

    def remember(files: Mapping[str, str]) -> list[dict[str, Any]]:
        seen.update(files)
        return []

    version = Version((1, 0, 0))
    path, _ = write_index(tmp_path, "example.com/acme/x", version, PROVIDER)
    record(Schema(path, "example.com/acme/x", version), "other", remember, lambda _: None)
    assert all(name.endswith(".tf") for name in seen)
    assert all("provider = other\n" in text for text in seen.values() if "x_thing" in text)
