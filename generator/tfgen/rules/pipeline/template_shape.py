"""TFG720: a template of a task definition that RegisterTaskDefinition would refuse.

The shapes are botocore's, in a table of their own (`shapes.json`), because loading botocore's
whole model of ECS takes longer than all rules together.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tfgen.analysis.nearest import nearest
from tfgen.evaluate.values import UNKNOWN
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.documents import documents
from tfgen.rules.pipeline.pipelines import report

_SHAPES = Path(__file__).with_name("shapes.json")
# What DescribeTaskDefinition says besides; a template is often made from its answer.
_OF_THE_ANSWER = frozenset(
    {
        "compatibilities",
        "deregisteredAt",
        "registeredAt",
        "registeredBy",
        "requiresAttributes",
        "revision",
        "status",
        "taskDefinitionArn",
    }
)
_Problem = tuple[str, str]


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each part of a template that has no place in a task definition."""
    for template in documents(subject).task_definitions:
        content = {key: each for key, each in template.content.items() if key not in _OF_THE_ANSWER}
        for message, remedy in _problems(content, "RegisterTaskDefinitionRequest", ""):
            places = template.item.at("content"), template.item.place
            yield from report(RULE, subject.view, places, message, remedy)


@lru_cache
def shapes() -> dict[str, Any]:
    """The shapes by name: `{"members": {…}, "required": […]}`, `{"list": …}`, `{"map": …}`.

    A member, item or value is the name of another shape, or the word `scalar`.
    """
    found: dict[str, Any] = json.loads(_SHAPES.read_text(encoding="utf-8"))
    return found


def _problems(value: object, shape: str, path: str) -> Iterator[_Problem]:
    """What ECS would refuse; null is as good as absent, and a scalar of any type is taken."""
    if value is UNKNOWN or value is None:
        return
    form = shapes().get(shape, {})
    where = path or "the template"
    if "members" in form:
        if isinstance(value, dict):
            yield from _of_structure(value, form, path)
        else:
            yield f"{where} is no object", "write it as { … }"
    elif "list" in form:
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _problems(item, form["list"], f"{path}[{number}]")
        else:
            yield f"{where} is no list", "write it as [ … ]"
    elif "map" in form:
        if not isinstance(value, dict):
            yield f"{where} is no object", "write it as { … }"
    elif isinstance(value, dict | list):
        yield f"{where} is no single value", "give a text, a number, true or false"


def _of_structure(value: dict[str, Any], form: dict[str, Any], path: str) -> Iterator[_Problem]:
    members: dict[str, str] = form["members"]
    prefix = f"{path}." if path else ""
    for name, inner in value.items():
        if name in members:
            yield from _problems(inner, members[name], f"{prefix}{name}")
            continue
        close = nearest(name, members)
        remedy = f"did you mean {close}?" if close else "remove it"
        yield f"a task definition has no {prefix}{name}", remedy
    for name in form.get("required", ()):
        if value.get(name) is None:
            yield f"{path or 'the template'} lacks {name}", f"add {name}"


RULE = Rule("TFG720", "template that is no task definition", "error", check)
