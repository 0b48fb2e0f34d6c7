"""Types about which more is known than their schema says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tfgen.analysis.provider.container_shape import CONTAINER, AnyKey, Shape

Find = Callable[..., list[Any]]

DECODED = [
    "null",
    "[]",
    '[{"name": "a"}]\n',
    '[{"CPU": 1}]',
    '[{"name": "a", "unknown": [1]}]',
    '[{"name": "a", "environment": [null, {"name": "A", "value": null}]}]',
    '[{"logConfiguration": {"options": {"a": null}}}]',
    '[{"memory": -1}]',
]
REFUSED = {
    "{}": "it must be a list",
    "nope": "valid JSON",
    '[{"name": "a"},]': "valid JSON",
    '[{"cpu": NaN}]': "valid JSON",
    "[null]": "says nothing",
    "[{}]": "says nothing",
    '[{"nothing": 1, "cpu": 0, "name": null}]': "says nothing",
    "[1]": "[0] must be an object, and is 1",
    '[{"cpu": "256"}]': '[0].cpu must be a whole number, and is "256"',
    '[{"Memory": 512.0}]': "[0].Memory must be a whole number",
    '[{"memory": 99999999999}]': "a whole number",
    '[{"cpu": true}]': "a whole number",
    '[{"essential": "true"}]': "[0].essential must be true or false",
    '[{"environment": [{"name": "A", "value": 3}]}]': "[0].environment[0].value must be text",
    '[{"environment": {"A": "b"}}]': "[0].environment must be a list",
    '[{"command": "run"}]': "[0].command must be a list",
    '[{"dockerLabels": {"a": 1}}]': "[0].dockerLabels.a must be text",
    '[{"logConfiguration": []}]': "[0].logConfiguration must be an object",
    '[{"portMappings": [{"containerPort": "80"}]}]': "[0].portMappings[0].containerPort",
}


def definitions(text: str) -> str:
    quoted = json.dumps(text)
    return (
        'resource "aws_ecs_task_definition" "a" {\n  family = "a"\n'
        f"  container_definitions = {quoted}\n}}\n"
    )


@pytest.mark.parametrize("text", DECODED)
def test_container_definitions_that_can_be_decoded(text: str, shipped: Find) -> None:
    assert shipped(definitions(text)) == []


@pytest.mark.parametrize("text", REFUSED)
def test_container_definitions_that_cannot(text: str, shipped: Find) -> None:
    [(line, code, _, remedy)] = shipped(definitions(text), words=True)
    assert (line, code) == (3, "TFG409")
    assert REFUSED[text] in remedy


def test_container_definitions_that_are_not_known(shipped: Find) -> None:
    text = definitions("x").replace('"x"', "jsonencode([{ name = var.x, cpu = [] }])")
    assert shipped(text) == []


def test_every_name_in_the_shape_of_a_container_is_in_lower_case() -> None:
    def names(shape: Shape) -> list[str]:
        if isinstance(shape, str):
            return []
        if isinstance(shape, AnyKey):
            return names(shape.of)
        if isinstance(shape, list):
            return names(shape[0])
        return [*shape, *(name for inner in shape.values() for name in names(inner))]

    found = names(CONTAINER)
    assert found == [name.lower() for name in found]


def test_null_elements_of_data_sources(shipped: Find) -> None:
    text = """\
data "aws_iam_policy_document" "a" {
  override_policy_documents = [
    var.x,
    null,
  ]
  statement {
    actions = [
      null,
    ]
    principals {
      type        = "AWS"
      identifiers = [null]
    }
  }
}
"""
    assert [line for line, _ in shipped(text)] == [4, 7, 10]
    assert shipped('resource "aws_sqs_queue" "a" {\n  tags = { a = null }\n}\n') == []
