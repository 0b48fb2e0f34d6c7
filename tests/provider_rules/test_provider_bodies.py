"""Names, required arguments, types and counts: what Terraform itself checks with a schema."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

UNKNOWN_TYPE, ARGUMENT, BLOCK, MISSING = "TFG401", "TFG402", "TFG403", "TFG404"
COUNT, TYPE, DYNAMIC = "TFG405", "TFG406", "TFG412"
Find = Callable[..., list[Any]]


def thing(body: str) -> str:
    return 'resource "acme_thing" "a" {\n  name = "x"\n' + textwrap.dedent(body) + "}\n"


def dynamic(label: str, each: str, *content: str, more: str = "") -> str:
    """A `dynamic` block: `for_each` stands on its second line, the content from the fifth on."""
    inner = "".join(f"    {line}\n" for line in content)
    return f'dynamic "{label}" {{\n  for_each = {each}\n  {more}\n  content {{\n{inner}  }}\n}}\n'


ACCEPTED = {
    "numbers and bools as strings": 'size = "3"\non = "true"\nprefix = null\n',
    "numbers as strings the other way": "notes = { a = 1, b = true, c = null }\n",
    "a tuple as a set": "groups = [var.x]\n",
    "nothing of a block": "one {\n  key = var.x\n}\n",
    "an attribute of objects as blocks": 'rule {\n  port = "1"\n}\nrule {\n}\n',
    "the same as a value": 'rule = [{ port = 1, cidr = "a" }]\n',
    "the same by dynamic": dynamic("rule", "[1]", "port = rule.value"),
    "one block and perhaps another": (
        'one {\n  key = "a"\n}\n' + dynamic("one", "var.x", 'key = "a"')
    ),
    "what an unknown dynamic would make": (
        dynamic("one", "var.list", "key = one.value", "mode = []")
    ),
    "what comes after an unknown dynamic": (
        dynamic("one", "var.x", "key = 1") + "one {\n  kee = []\n}\none {\n  key = []\n}\n"
    ),
    "a second block inside of an unknown dynamic": dynamic(
        "one", "var.x", "key = 1", "inner {\n}", "inner {\n  nothing = 1\n}"
    ),
    "no element, so no content": (
        'dynamic "one" {\n  for_each = []\n  content {\n    nothing = 1\n  }\n}\n'
    ),
    "a label of a map": 'named "a" {\n  mode = var.x\n}\n',
    "an iterator of another name": dynamic(
        "many", '{ a = "b" }', "mode = it.key", more="iterator = it"
    ),
    "meta-arguments": 'count = 1\ndepends_on = []\nlifecycle {}\nprovisioner "x" {}\n',
    "an escaped argument": "_ {\n  size = 1\n}\n",
}

REFUSED = {
    "unknown argument": ("sise = 1\n", [(3, ARGUMENT)]),
    "block as argument": ("one = []\n", [(3, BLOCK)]),
    "argument as block": ('tags {\n  a = "b"\n}\n', [(3, BLOCK)]),
    "unknown block": ("lots {\n  nothing = 1\n}\n", [(3, BLOCK)]),
    "block beside the attribute of its name": ("rule = []\nrule {\n}\n", [(4, BLOCK)]),
    "objects without an attribute": ("rule = [{ port = 1 }]\n", [(3, TYPE)]),
    "text as number": ('size = "many"\n', [(3, TYPE)]),
    "text as list": ('zones = "a"\n', [(3, TYPE)]),
    "in parentheses over lines": ("zones = (\n  1\n)\n", [(3, TYPE)]),
    "list in a map": ("tags = {\n  a = []\n}\n", [(3, TYPE)]),
    "in an attribute as a block": ('rule {\n  port = "a"\n}\n', [(4, TYPE)]),
    "missing in a block": ("\none {\n}\n", [(4, MISSING)]),
    "one block too many": (
        "one {\n  key = 1\n}\none {\n  key = 1\n}\none {\n  key = 1\n}\n",
        [(6, COUNT)],
    ),
    "single block twice": ("timeouts {}\ntimeouts {\n}\n", [(4, COUNT)]),
    "label too many": ('one "a" {\n  key = 1\n}\n', [(3, BLOCK)]),
    "label too few": ("named {\n}\n", [(3, BLOCK)]),
    "dynamic of nothing": ('dynamic "lots" {\n  for_each = []\n  content {}\n}\n', [(3, BLOCK)]),
    "dynamic without a label": ("dynamic {\n  for_each = []\n  content {}\n}\n", [(3, BLOCK)]),
    "dynamic without for_each": ('dynamic "many" {\n  content {}\n}\n', [(3, MISSING)]),
    "dynamic without content": ('dynamic "many" {\n  for_each = []\n}\n', [(3, COUNT)]),
    "dynamic with two contents": (
        'dynamic "many" {\n  for_each = []\n  content {}\n  content {}\n}\n',
        [(6, COUNT)],
    ),
    "dynamic over a number": (
        'dynamic "many" {\n  for_each = 1\n  content {}\n}\n',
        [(4, DYNAMIC)],
    ),
    "dynamic over null": ('dynamic "many" {\n  for_each = null\n  content {}\n}\n', [(4, DYNAMIC)]),
    "dynamic with an iterator in quotes": (
        'dynamic "many" {\n  for_each = []\n  iterator = "it"\n  content {}\n}\n',
        [(5, DYNAMIC)],
    ),
    "dynamic with labels for no map": (
        'dynamic "many" {\n  for_each = []\n  labels = ["a"]\n  content {}\n}\n',
        [(5, ARGUMENT)],
    ),
    "dynamic with other blocks": (
        'dynamic "many" {\n  for_each = []\n  contents {}\n  content {}\n}\n',
        [(5, BLOCK)],
    ),
    "a name in an unknown dynamic": (
        'dynamic "one" {\n  for_each = var.x\n  content {\n    kee = 1\n  }\n}\n',
        [(5, MISSING), (6, ARGUMENT)],
    ),
    "a value for each element": (dynamic("many", '["a", []]', "mode = many.value"), [(7, TYPE)]),
    "what comes before an unknown dynamic": (
        "one {\n  key = []\n}\n" + dynamic("one", "var.x", "key = 1"),
        [(4, TYPE)],
    ),
    "an attribute's block after an unknown dynamic": (
        dynamic("rule", "var.x", "port = 1") + "rule {\n  port = []\n}\n",
        [(11, TYPE)],
    ),
    "a single block that dynamic makes again": (
        "timeouts {}\n" + dynamic("timeouts", "var.x", "create = []"),
        [(4, COUNT)],
    ),
    "more elements than blocks": (dynamic("one", "[1, 2]", "key = one.key"), [(6, COUNT)]),
    "dynamic in dynamic": (
        'dynamic "one" {\n  for_each = [1]\n  content {\n    key = 1\n'
        '    dynamic "inner" {\n      for_each = [one.value]\n      content {\n'
        "        mode = inner.value.a\n      }\n    }\n  }\n}\n",
        [(10, "TFG305")],
    ),
    "a function in a value": ("name = upper()\n", [(3, "TFG302")]),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=list(ACCEPTED))
def test_accepted(body: str, find: Find) -> None:
    assert find(thing(body)) == []


@pytest.mark.parametrize(("body", "expected"), REFUSED.values(), ids=list(REFUSED))
def test_refused(body: str, expected: list[tuple[int, str]], find: Find) -> None:
    text = thing(body)
    if body.startswith("name ="):
        text = text.replace('name = "x"', "", 1)
    assert find(text) == expected


def test_missing_argument_is_reported_at_the_block(find: Find) -> None:
    assert find('\nresource "acme_thing" "a" {\n  size = 1\n}\n') == [(2, MISSING)]


def test_too_few_blocks(find: Find) -> None:
    few = 'resource "acme_pair" "a" {\n  stage {}\n}\n'
    assert find(few) == [(1, COUNT)]
    perhaps = 'resource "acme_pair" "a" {\n' + dynamic("stage", "var.x") + "}\n"
    assert find(perhaps) == []


@pytest.mark.parametrize("kind", ["resource", "data", "ephemeral"])
def test_unknown_type(kind: str, find: Find) -> None:
    text = f'{kind} "acme_nothing" "a" {{\n  name = upper()\n}}\n'
    assert find(text) == [(1, UNKNOWN_TYPE), (2, "TFG302")]


def test_a_type_of_the_other_kind_is_named(find: Find) -> None:
    found = find('resource "acme_found" "a" {\n}\n', words=True)
    assert [one[:2] for one in found] == [(1, UNKNOWN_TYPE)]
    assert 'data "acme_found"' in found[0][3]
    found = find('data "acme_quite_else" "a" {\n}\n', words=True)
    assert found[0][3].endswith("has none that is like it")
    found = find('resource "acme_thin" "a" {\n}\n', words=True)
    assert found[0][3] == "did you mean `acme_thing`?"


def test_a_provider_without_an_index_is_only_evaluated(find: Find) -> None:
    text = """\
        resource "other_thing" "a" {
          nothing = upper()
          block "label" {
            a = upper()
          }
          dynamic "b" {
            for_each = [1]
            content {
              c = b.value.d
            }
          }
          dynamic "b" {
            for_each = var.x
            content {
              c = upper()
            }
          }
          b {}
        }
        """
    expected = [(2, "TFG302"), (4, "TFG302"), (9, "TFG305")]
    assert find(textwrap.dedent(text)) == expected


def test_another_minor_version_is_not_held_against_a_module(find: Find) -> None:
    text = """\
        terraform {
          required_providers {
            acme = {
              source  = "hashicorp/acme"
              version = "~> 1.9"
            }
          }
        }
        resource "acme_thing" "a" {
          newer = 1
          size  = []
          newest {}
          dynamic "newest" {
            for_each = [1]
            content {}
          }
        }
        resource "acme_newest" "a" {}
        """
    assert find(textwrap.dedent(text)) == [(11, TYPE)]


def test_an_empty_provider_block_lacks_nothing(find: Find) -> None:
    assert find('provider "acme" {\n}\n') == []
    assert find('provider "acme" {\n  alias = "a"\n  zone = 1\n}\n') == [
        (1, MISSING),
        (3, ARGUMENT),
    ]


def test_json(find: Find) -> None:
    text = """\
        {"resource": {"acme_thing": {"a": {
          "//": "a comment",
          "name": "x",
          "one": [
            {"key": "a"},
            {"kee": "a"
            }
          ],
          "many": {"mode": []},
          "dynamic": {"inner": {"for_each": [1], "content": {}}},
          "size": "many",
          "rule": [{"port": 1}]
        }}}}
        """
    expected = [
        (6, ARGUMENT),
        (7, MISSING),
        (7, COUNT),
        (9, TYPE),
        (10, BLOCK),
        (11, TYPE),
        (12, TYPE),
    ]
    assert find(textwrap.dedent(text), "main.tf.json") == expected
