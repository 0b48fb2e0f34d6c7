"""What an attribute says: known with its place, absent or unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.view.build import ModuleView
from tfgen.view.model import ABSENT, UNKNOWN, Known

Look = Callable[[str], ModuleView]


def said(look: Look, value: str, more: str = "") -> object:
    """What the view says of `a_thing.x` with `value = VALUE`."""
    found = look(f'resource "a_thing" "x" {{\n  value = {value}\n}}\n{more}')
    answer = found.resources("a_thing")[0].attribute("value")
    return answer.value if isinstance(answer, Known) else answer


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        ("1", "", 1),
        ('"a"', "", "a"),
        ("null", "", ABSENT),
        ("local.a", 'locals {\n  a = "x${local.b}"\n  b = 2\n}', "x2"),
        ("local.a", "locals {\n  a = local.b\n  b = local.a\n}", UNKNOWN),
        ("local.none", "", UNKNOWN),
        ("var.a", 'variable "a" {\n  default = "d"\n}', "d"),
        ("var.a", 'variable "a" {\n  type = number\n  default = "256"\n}', 256),
        ("var.a", 'variable "a" {\n  type = map(string)\n  default = { P = 80 }\n}', {"P": "80"}),
        ("var.a",
         'variable "a" {\n  type = object({ b = optional(string, "z") })\n  default = {}\n}',
         {"b": "z"}),
        ("var.a", 'variable "a" {}', UNKNOWN),
        ("var.a", 'variable "a" {\n  default = null\n}', UNKNOWN),
        ("b_thing.y.name", 'resource "b_thing" "y" {\n  name = "n"\n}', "n"),
        ("b_thing.y.id", 'resource "b_thing" "y" {\n  name = "n"\n}', UNKNOWN),
        ("b_thing.y.name", 'resource "b_thing" "y" {\n  name = null\n}', UNKNOWN),
        ("b_thing.y.name", 'resource "b_thing" "y" {\n  name = b_thing.y.name\n}', UNKNOWN),
        ("b_thing.y.name",
         'resource "b_thing" "y" {\n  name = "n"\n'
         "  lifecycle {\n    ignore_changes = [name]\n  }\n}",
         UNKNOWN),
        ("b_thing.y[0].name", 'resource "b_thing" "y" {\n  count = 1\n  name = "n"\n}', "n"),
        ('b_thing.y["k"].name',
         'resource "b_thing" "y" {\n  for_each = { k = 1 }\n  name = "n-${each.key}"\n}', "n-k"),
        ("data.d_thing.y.name", 'data "d_thing" "y" {\n  name = "n"\n}', "n"),
        ("[b_thing.y.id, 1]", 'resource "b_thing" "y" {}', [UNKNOWN, 1]),
        ("path.module", "", "."),
        ("path.cwd", "", UNKNOWN),
        ("terraform.workspace", "", UNKNOWN),
        ("self.name", "", UNKNOWN),
    ],
)  # fmt: skip
def test_values(look: Look, value: str, more: str, expected: object) -> None:
    assert said(look, value, more) == expected


def test_an_attribute_that_is_not_written_is_absent(look: Look) -> None:
    assert look('resource "a_thing" "x" {}').resources()[0].attribute("value") is ABSENT


def test_what_a_default_decides_is_not_settled(look: Look) -> None:
    found = look(
        'variable "a" {\n  default = 1\n}\nlocals {\n  b = var.a + 1\n}\n'
        'resource "a_thing" "x" {\n  one = local.b\n  two = 2\n}'
    )
    item = found.resources()[0]
    answers = [item.attribute(name) for name in ("one", "two")]
    assert [(each.value, each.settled) for each in answers if isinstance(each, Known)] == [
        (2, False),
        (2, True),
    ]


@pytest.mark.parametrize(
    ("value", "text", "number", "flag"),
    [
        ("256", "256", 256, None),
        ('"256"', "256", 256, None),
        ('"true"', "true", None, True),
        ("false", "false", None, False),
        ("1.5", "1.5", None, None),
        ("[1]", None, None, None),
    ],
)
def test_a_scalar_in_the_form_that_is_asked_for(
    look: Look, value: str, text: str | None, number: int | None, flag: bool | None
) -> None:
    answer = look(f'resource "a_thing" "x" {{\n  v = {value}\n}}').resources()[0].attribute("v")
    assert isinstance(answer, Known)
    assert (answer.text, answer.number, answer.flag) == (text, number, flag)


@pytest.mark.parametrize(
    ("written", "addresses", "exists"),
    [
        ("", ["a_thing.x"], True),
        ("count = 0", [], True),
        ("count = 2", ["a_thing.x[0]", "a_thing.x[1]"], True),
        ("count = var.none", ["a_thing.x"], False),
        ("count = var.on ? 1 : 0", ["a_thing.x"], False),
        ("count = var.off ? 1 : 0", ["a_thing.x"], False),
        ("for_each = {}", [], True),
        ('for_each = toset(["a", "b"])', ['a_thing.x["a"]', 'a_thing.x["b"]'], True),
        ("for_each = var.none", ["a_thing.x"], False),
        ("for_each = { k = var.none }", ['a_thing.x["k"]'], True),
    ],
)
def test_instances(look: Look, written: str, addresses: list[str], exists: bool) -> None:
    found = look(
        f'resource "a_thing" "x" {{\n  {written}\n}}\nvariable "none" {{}}\n'
        'variable "on" {\n  default = true\n}\nvariable "off" {\n  default = false\n}'
    ).resources("a_thing")
    assert [item.address for item in found] == addresses
    assert all(item.exists is exists for item in found)


@pytest.mark.parametrize(
    ("for_each", "ports", "complete"),
    [
        ("[80, 443]", [80, 443], True),
        ("{ a = 80 }", [80], True),
        ("[]", [], True),
        ("null", [], True),
        ("var.unknown", [], False),
        ("var.none", [], False),
        ("var.some", [8080], False),
    ],
)
def test_dynamic_blocks(look: Look, for_each: str, ports: list[int], complete: bool) -> None:
    found = look(
        'resource "a_thing" "x" {\n  dynamic "rule" {\n'
        f"    for_each = {for_each}\n    iterator = each_port\n"
        "    content {\n      port = each_port.value\n    }\n  }\n}\n"
        'variable "unknown" {}\nvariable "none" {\n  default = []\n}\n'
        'variable "some" {\n  default = [8080]\n}'
    )
    blocks = found.resources()[0].blocks("rule")
    answers = [block.attribute("port") for block in blocks]
    assert [each.value for each in answers if isinstance(each, Known)] == ports
    assert blocks.complete is complete
    assert blocks.absent is (complete and not ports)


def test_what_override_files_change_is_not_known(look: Look) -> None:
    found = look(
        'resource "a_thing" "x" {\n  v = local.l\n}\nlocals {\n  l = 1\n}\n'
        'resource "a_thing" "y" {\n  v = 1\n}\n'
        '# file: override.tf\nresource "a_thing" "y" {\n  v = 2\n}\nlocals {\n  l = 2\n}\n'
    )
    assert [(item.name, item.attribute("v")) for item in found.resources()] == [("x", UNKNOWN)]
    assert not found.closed


def test_ignored_changes(look: Look) -> None:
    found = look(
        'resource "a" "x" {\n  lifecycle {\n    ignore_changes = [one, "two", three[0].a]\n  }\n}\n'
        'resource "a" "y" {\n  lifecycle {\n    ignore_changes = all\n  }\n}\nresource "a" "z" {}'
    ).resources()
    assert [sorted(item.ignored) for item in found] == [["one", "three", "two"], ["all"], []]
    assert [item.ignores("one") for item in found] == [True, True, False]
    assert [item.ignore_place().position.line for item in found] == [3, 8, 11]
