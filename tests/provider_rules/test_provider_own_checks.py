"""What the provider itself refuses, and where Terraform shows it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

Find = Callable[..., list[Any]]
MISSING, READ_ONLY, RELATION, REFUSED, DEPRECATED = (
    "TFG404",
    "TFG407",
    "TFG408",
    "TFG409",
    "TFG410",
)
EPHEMERAL = "TFG149"


def thing(body: str) -> str:
    return 'resource "acme_thing" "t" {\n  name = "x"\n' + textwrap.dedent(body) + "}\n"


def tied(body: str) -> str:
    return 'resource "acme_tied" "t" {\n' + textwrap.dedent(body) + "}\n"


VALUES = {
    "a value": ('prefix = "c"\n', [(3, REFUSED)]),
    "an allowed value": ('prefix = "a"\n', []),
    "an unknown value": ("prefix = var.text\n", []),
    "null": ("prefix = null\n", []),
    "an element, on its line": ('zones = [\n  "a",\n  "c",\n]\n', [(5, REFUSED)]),
    "an element of a set, at the set": ('groups = [\n  "a",\n  "c",\n]\n', [(3, REFUSED)]),
    "a value of a map, on its line": ('tags = {\n  x = "a"\n  y = "c"\n}\n', [(5, REFUSED)]),
    "beside an unknown element": ('zones = [var.x, "c"]\n', []),
    "in a block": ('one {\n  key = "k"\n  mode = "c"\n}\n', [(5, REFUSED)]),
    "in a block with something unknown": ('one {\n  key = var.x\n  mode = "c"\n}\n', []),
    "in a set of blocks, at the resource": ('many {\n  mode = "c"\n}\n', [(1, REFUSED)]),
    "in the only block of an inner set": (
        'one {\n  key = "k"\n  inner {\n    mode = "c"\n  }\n}\n',
        [(5, REFUSED)],
    ),
    "in one of two blocks of an inner set": (
        'one {\n  key = "k"\n  inner {\n    mode = "c"\n  }\n  inner {\n  }\n}\n',
        [(3, REFUSED)],
    ),
    "in a labelled block": (
        'named "a" {\n  mode = "a"\n}\nnamed "b" {\n  mode = "c"\n}\n',
        [(7, REFUSED)],
    ),
    "in what dynamic makes, at the resource": (
        'dynamic "many" {\n  for_each = ["c"]\n  content {\n    mode = many.value\n  }\n}\n',
        [(1, REFUSED)],
    ),
    "in what an unknown dynamic may make": (
        'dynamic "many" {\n  for_each = var.x\n  content {\n    mode = "c"\n  }\n}\n',
        [],
    ),
    "a result": ('arn = "x"\n', [(3, READ_ONLY)]),
    "an unknown result": ("arn = var.x\n", [(3, READ_ONLY)]),
    "a result that is null": ("arn = null\nid = null\n", []),
    "the id": ('id = "x"\n', [(3, READ_ONLY)]),
    "null for what is required": ("one {\n  key = null\n}\n", [(4, MISSING)]),
    "what is deprecated": ('old = "x"\n', [(3, DEPRECATED)]),
}


@pytest.mark.parametrize(("body", "expected"), VALUES.values(), ids=list(VALUES))
def test_values(body: str, expected: list[tuple[int, str]], find: Find) -> None:
    assert find(thing(body)) == expected


def test_a_deprecated_type(find: Find) -> None:
    assert find('resource "acme_old" "a" {\n}\n') == [(1, DEPRECATED)]


RELATIONS = {
    "two that exclude each other": ("e = 1\na = 1\nb = 1\n", [(3, RELATION)]),
    "an unknown one": ("e = 1\na = var.x\nb = 1\n", []),
    "an unknown other": ("e = 1\na = 1\nb = var.text\n", []),
    "null": ("e = 1\na = 1\nb = null\n", []),
    "a list with an unknown element, as other": (
        "e = 1\na = 1\nlist = [var.x]\n",
        [(3, RELATION)],
    ),
    "a list with an unknown element": ("e = 1\nb = 1\nlist = [var.x]\n", []),
    "an empty list": ("e = 1\na = 1\nlist = []\n", [(3, RELATION)]),
    "inside of a block": ('b = 1\none {\n  mode = "x"\n}\n', [(4, RELATION)]),
    "inside of a second block": (
        'b = 1\none {\n}\none {\n  mode = "x"\n}\n',
        [(6, RELATION)],
    ),
    "both in one block": ('one {\n  mode = "x"\n  level = 1\n}\n', [(3, RELATION)]),
    "each in a block of its own": ('one {\n  mode = "x"\n}\none {\n  level = 1\n}\n', []),
    "in a block with something unknown": ("one {\n  mode = var.x\n  level = 1\n}\n", []),
    "inside of a set": ("e = 1\ng = 1\nmany {\n  mode = 1\n}\n", [(1, RELATION)]),
    "a block of a set": ("e = 1\nb = 1\nmany {\n  mode = 1\n}\n", [(1, RELATION)]),
    "a block that may not be there": (
        'e = 1\nb = 1\ndynamic "many" {\n  for_each = var.x\n  content {}\n}\n',
        [],
    ),
    "one that needs another": ("e = 1\nc = 1\n", [(3, RELATION)]),
    "one that needs another, which is unknown": ("e = 1\nc = 1\nd = var.x\n", []),
    "none of several, at the block for each": ("a = 1\n", [(1, RELATION)] * 3),
    "none of several, one unknown": ("f = var.x\n", []),
    "two of several": ("e = 1\none {}\n", [(1, RELATION), (2, RELATION)]),
    "a choice that names its own block": ("e = 1\ntwo {\n}\n", [(3, RELATION)]),
    "such a choice, made": ("e = 1\ntwo {\n  y = 1\n}\n", []),
    "at least one": ("g = 1\n", [(1, RELATION)] * 2),
}


@pytest.mark.parametrize(("body", "expected"), RELATIONS.values(), ids=list(RELATIONS))
def test_relations(body: str, expected: list[tuple[int, str]], find: Find) -> None:
    assert find(tied(body)) == expected


def test_what_is_misspelt_is_not_missing_too(find: Find) -> None:
    assert find(tied("g = 1\nee = 1\n")) == [(3, "TFG402")]


def test_ephemeral_values(find: Find) -> None:
    body = "secret = var.key\nprefix = var.key\nmany {\n  mode = var.key\n}\n"
    assert find(thing(body)) == [(1, EPHEMERAL), (4, EPHEMERAL)]
    assert find('ephemeral "acme_key" "a" {\n  name = var.key\n}\n') == []


def test_ignore_changes(find: Find) -> None:
    entries = 'tags["a"], one[0].mode, rule, "groups", nothing, one.mode, many[0], tags.x, name.y'
    ignored = "\n".join(f"    {each}," for each in entries.split(", "))
    text = thing("lifecycle {\n  ignore_changes = [\n" + ignored + "\n  ]\n}\n")
    lines = [8 + 1, 10, 11, 13]
    assert find(text) == [(line, "TFG411") for line in lines]
    assert find(thing("lifecycle {\n  ignore_changes = all\n}\n")) == []
    assert find(thing('lifecycle {\n  ignore_changes = ["nothing"]\n}\n')) == [(4, "TFG411")]


REMOTE_STATE = {
    "complete": ('backend = "s3"\n  config = { bucket = "b", key = "k" }', []),
    "an unknown part": ('backend = "s3"\n  config = { bucket = var.x }', []),
    "an unknown backend": ("backend = var.x\n  config = {}", []),
    "no such backend": ('backend = "etcd"', [(2, REFUSED)]),
    "without a key": ('backend = "s3"\n  config = { bucket = "b" }', [(3, MISSING)]),
    "without anything": ('backend = "s3"', [(1, MISSING)]),
    "one too many": (
        'backend = "s3"\n  config = { bucket = "b", key = "k", role_arn = "r" }',
        [(3, "TFG402")],
    ),
    "no object": ('backend = "local"\n  config = "path"', [(3, "TFG406")]),
}


@pytest.mark.parametrize(("body", "expected"), REMOTE_STATE.values(), ids=list(REMOTE_STATE))
def test_remote_state(body: str, expected: list[tuple[int, str]], shipped: Find) -> None:
    assert shipped(f'data "terraform_remote_state" "a" {{\n  {body}\n}}\n') == expected


AWS = {
    "a rule of a group": (
        'resource "aws_security_group" "a" {\n  ingress {\n    protocol = "tcp"\n'
        "    from_port = 1\n  }\n}\n",
        [(1, MISSING)],
    ),
    "a rule with something unknown": (
        'resource "aws_security_group" "a" {\n  ingress {\n    protocol = var.x\n  }\n}\n',
        [],
    ),
    "a network with bits behind its mask": (
        'resource "aws_route_table" "a" {\n  vpc_id = "v"\n  route {\n'
        '    cidr_block = "10.0.0.1/8"\n  }\n}\n',
        [(1, REFUSED)],
    ),
    "the id of a data source that is found by it": ('data "aws_vpc" "a" {\n  id = "v"\n}\n', []),
    "a data source that is gone": ('data "aws_subnet_ids" "a" {\n}\n', [(1, "TFG401")]),
}


@pytest.mark.parametrize(("text", "expected"), AWS.values(), ids=list(AWS))
def test_aws(text: str, expected: list[tuple[int, str]], shipped: Find) -> None:
    assert [one for one in shipped(text) if one[1] != DEPRECATED] == expected
