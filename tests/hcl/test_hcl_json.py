"""`.tf.json`: blocks, names and templates as Terraform reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.hcl.json_file import read_json_bytes, read_json_text
from tfgen.hcl.lines import Position
from tfgen.hcl.model import Block, File

PATH = Path("main.tf.json")


def read(value: Any) -> File:
    return read_json_text(json.dumps(value), PATH)


def blocks(value: Any) -> tuple[Block, ...]:
    file = read(value)
    assert file.problems == ()
    assert file.body is not None
    return file.body.blocks


def test_labels_and_lists_of_blocks() -> None:
    found = blocks(
        {
            "//": "a comment",
            "resource": {"aws_x": {"a": {"name": "n"}, "b": {}}},
            "provider": {"aws": [{"region": "r"}, {"alias": "b"}]},
            "locals": {"m": 1},
        }
    )
    assert [(one.type, one.labels) for one in found] == [
        ("resource", ("aws_x", "a")),
        ("resource", ("aws_x", "b")),
        ("provider", ("aws",)),
        ("provider", ("aws",)),
        ("locals", ()),
    ]


def test_blocks_of_the_language_inside_of_a_resource() -> None:
    body = blocks(
        {"resource": {"x": {"y": {"lifecycle": {"ignore_changes": ["tags"]}, "rule": [{"a": 1}]}}}}
    )[0].body
    assert [one.type for one in body.blocks] == ["lifecycle"]
    assert [one.name for one in body.attributes] == ["rule"]


def test_strings_are_templates_and_names_are_references() -> None:
    body = blocks(
        {
            "resource": {
                "x": {
                    "y": {"name": 'a-${var.n}-${f("q")}', "depends_on": ["aws_z.q"], "p": "$${n}"}
                }
            }
        }
    )[0].body
    found = {one.name: one for one in body.attributes}
    assert [one.parts for one in found["name"].references] == [("var", "n")]
    assert [one.parts for one in found["depends_on"].references] == [("aws_z", "q")]
    assert found["p"].literal is not None
    assert found["p"].literal.value == "${n}"


def test_places_are_those_of_the_strings() -> None:
    file = read_json_text('{\n  "locals": {\n    "a": "${var.x}"\n  }\n}\n', PATH)
    assert file.body is not None
    attribute = file.body.blocks[0].body.attributes[0]
    assert attribute.position == Position(3, 5)
    assert attribute.references[0].position == Position(3, 10)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n  "a": 1,\n}\n', 2),
        ('{"locals": {"a": "${var.}"}}', 1),
        ('{"variable":\n 5}', 2),
        ("", 1),
        ("{", 1),
        ("[" * 5000 + "]" * 5000, 1),
    ],
)
def test_errors(text: str, line: int) -> None:
    assert [one.position.line for one in read_json_text(text, PATH).problems] == [line]


def test_what_is_no_utf8_is_an_error() -> None:
    assert read_json_bytes(b'{"locals":\n {"a": "\xff"}}', PATH).problems[0].position.line == 2


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=9,
)


def as_read(value: object) -> object:
    if isinstance(value, list):
        return tuple(as_read(item) for item in value)
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    return value


def escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def with_escapes(value: object) -> object:
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, list):
        return [with_escapes(item) for item in value]
    if isinstance(value, dict):
        return {escaped(key): with_escapes(item) for key, item in value.items()}
    return value


@given(value=VALUES)
def test_reads_what_json_writes(value: object) -> None:
    found = blocks({"locals": {"a": with_escapes(value)}})[0].body.attributes[0]
    assert found.literal is not None
    assert found.literal.value == as_read(value)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_only_python_takes_for_json_is_an_error_at_its_place(word: str) -> None:
    text = '{"locals": {"a": "NaN",\n "b": ' + word + "}}"
    [problem] = read_json_text(text, Path("main.tf.json")).problems
    assert (problem.position.line, problem.position.column) == (2, 7)
