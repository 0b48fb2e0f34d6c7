"""Blocks, attributes, references and constants of HCL text, with their places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.errors import InputErrors
from tfgen.hcl.lines import Position
from tfgen.hcl.model import Attribute, Body, HclValue, Literal
from tfgen.hcl.parse import parse
from tfgen.hcl.write import expression

PATH = Path("main.tf")


def attribute(text: str) -> Attribute:
    """The attribute `a` that is set to `text`."""
    return parse(f"a = {text}\n", PATH).attributes[0]


def references(text: str) -> list[tuple[str, ...]]:
    return [reference.parts for reference in attribute(text).references]


def test_blocks_and_attributes_with_their_places() -> None:
    body = parse(
        'resource "aws_ecs_service" "web" {\n'
        "  name = var.name # the name\n"
        "\n"
        "  lifecycle {\n"
        "    ignore_changes = [desired_count]\n"
        "  }\n"
        "}\n"
        "locals {}\n",
        PATH,
    )
    resource, local_values = body.blocks
    assert (resource.type, resource.labels) == ("resource", ("aws_ecs_service", "web"))
    assert resource.position == Position(1, 1)
    name = resource.body.attributes[0]
    assert (name.name, name.expression, name.position) == ("name", "var.name", Position(2, 3))
    assert name.references[0].position == Position(2, 10)
    lifecycle = resource.body.blocks[0]
    assert (lifecycle.type, lifecycle.labels, lifecycle.position) == (
        "lifecycle",
        (),
        Position(4, 3),
    )
    assert lifecycle.body.attributes[0].expression == "[desired_count]"
    assert local_values.body == Body()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var.a", [("var", "a")]),
        ("aws_x.y[0].z", [("aws_x", "y", "[0]", "z")]),
        ("aws_x.y.0.z", [("aws_x", "y", "[0]", "z")]),
        ("aws_x.y[*].z", [("aws_x", "y", "[*]", "z")]),
        ("aws_x.y.*.z", [("aws_x", "y", "[*]", "z")]),
        ('module.m["k"].out', [("module", "m", '["k"]', "out")]),
        ("local.m[each.key].x", [("local", "m", "[each.key]", "x"), ("each", "key")]),
        ("f(var.a, g(local.b)...)", [("var", "a"), ("local", "b")]),
        ("provider::aws::arn_parse(var.a).region", [("var", "a")]),
        ("(var.a).b", [("var", "a")]),
        ("var.a ? -var.b : !var.c", [("var", "a"), ("var", "b"), ("var", "c")]),
        ("[for x in var.l : x.id if x.ok && var.t]", [("var", "l"), ("var", "t")]),
        ("{ for k, v in var.m : k => v... }", [("var", "m")]),
        ("[for x in var.l : [for y in x.m : y.n + x.o]]", [("var", "l")]),
        ("[for x in [x.y] : x]", [("x", "y")]),
        ("{ a = var.a, (var.k) = 1, var = 2 }", [("var", "a"), ("var", "k")]),
        ('{ "${var.k}" = 1 }', [("var", "k")]),
        ('"a ${var.a} b ${"c ${local.d}"}"', [("var", "a"), ("local", "d")]),
        ('"$${var.a} %%{ if var.b } %{ if var.c }x%{ endif }"', [("var", "c")]),
        (
            '"%{ for x in var.l }${x.y}${var.z}%{ endfor }${x}"',
            [("var", "l"), ("var", "z"), ("x",)],
        ),
        ("<<EOT\nx ${var.a}\n  ${local.b} $${no}\nEOT", [("var", "a"), ("local", "b")]),
        ("<<-EOT\n  %{ for x in var.l ~}\n  ${x}\n  %{ endfor ~}\n  EOT", [("var", "l")]),
        ("1 + 2", []),
        ("null", []),
    ],
)
def test_references(text: str, expected: list[tuple[str, ...]]) -> None:
    assert references(text) == expected


def test_places_of_references_in_a_heredoc() -> None:
    found = attribute('<<-EOT\n  héllo ${var.a}\n  "${local.b}"\n  EOT').references
    assert [one.position for one in found] == [Position(2, 11), Position(3, 6)]


def test_names_leave_out_indexes() -> None:
    assert attribute('a.b["c"][0].d[*].e').references[0].names == ("a", "b", "d", "e")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a\\"b\\\\c\\n\\t\\u00e9\\U0001F600"', 'a"b\\c\n\té😀'),
        ('"$${a} %%{b} $ %"', "${a} %{b} $ %"),
        ("-12", -12),
        ("1.5e3", 1500.0),
        ("true", True),
        ("null", None),
        ('["a", 1, []]', ("a", 1, ())),
        ('{ a = 1, "b c" : [2] }', {"a": 1, "b c": (2,)}),
        ('("x")', "x"),
        ("<<EOT\n  a\nb $${c}\nEOT", "  a\nb ${c}\n"),
        ("<<-EOT\n    a\n\n      b\n    EOT", "a\n\n  b\n"),
        ("<<EOT\nEOT", ""),
    ],
)
def test_constants(text: str, value: HclValue) -> None:
    assert attribute(text).literal == Literal(value)


@pytest.mark.parametrize(
    "text",
    ["var.a", '"${var.a}"', "1 + 1", "[var.a]", "{ a = f() }", "{ (var.a) = 1 }", "--1", "!true"],
)
def test_no_constants(text: str) -> None:
    assert attribute(text).literal is None


def test_entries_of_objects() -> None:
    found = attribute('{\n  aws.us = aws.x\n  "a b" = { c = 1 }\n}').entries
    assert [(one.name, one.expression, one.position) for one in found] == [
        ("aws.us", "aws.x", Position(2, 3)),
        ("a b", "{ c = 1 }", Position(3, 3)),
    ]
    assert found[1].entries[0].literal == Literal(1)


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",)))
)
VALUES = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
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


@settings(deadline=None)
@given(value=VALUES)
def test_reads_what_write_writes(value: object) -> None:
    assert attribute(expression(value)).literal == Literal(as_read(value))


def test_parse_raises_every_error_with_its_place() -> None:
    with pytest.raises(InputErrors) as caught:
        parse('a = "\\q"\nb = "\\z"\n', PATH)
    assert [str(error.where) for error in caught.value.errors] == ["main.tf:1:6", "main.tf:2:6"]
    assert all(error.hint for error in caught.value.errors)
