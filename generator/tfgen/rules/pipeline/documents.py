"""The objects in S3 that a blue/green deployment is made of, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tfgen.evaluate.values import UNKNOWN
from tfgen.hcl.syntax import Call, ForDirective, IfDirective, Template, Text
from tfgen.rules.frame import Subject
from tfgen.rules.pipeline.pipelines import Action, text
from tfgen.view.model import Answer, Item, Known, Node
from tfgen.view.targets import Here, written

_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object")
_MEMORY = "deployment_documents"
# Stands in a text for what is not known; no text of a file has this character.
_MARK = "\ue0f8"


@dataclass(frozen=True)
class Document:
    """An object, and what its content says; parts that are not known are `UNKNOWN`.

    So are those that a variable's default leaves empty: a caller may give them.
    """

    item: Item
    content: dict[str, Any]


@dataclass(frozen=True)
class Documents:
    """The templates of task definitions and the appspecs of a module."""

    task_definitions: tuple[Document, ...]
    appspecs: tuple[Document, ...]


def documents(subject: Subject) -> Documents:
    """The documents of a module, read once for all rules."""
    memory = vars(subject)
    if _MEMORY not in memory:
        objects = subject.view.resources(*_OBJECTS)
        memory[_MEMORY] = Documents(tuple(_templates(objects)), tuple(_appspecs(objects)))
    found: Documents = memory[_MEMORY]
    return found


def template_of(subject: Subject, action: Action) -> Document | None:
    """The template that an action deploys: the only one, or the only one of that file name."""
    found = documents(subject).task_definitions
    path = action.setting("TaskDefinitionTemplatePath") or "taskdef.json"
    named = [one for one in found if (text(one.item, "key") or "").endswith(path)]
    chosen = found if len(found) == 1 else named
    return chosen[0] if len(chosen) == 1 else None


def properties(document: Document) -> dict[str, Any]:
    """The properties of the only resource of an appspec; none where they are not known."""
    resources = part(document.content, "Resources")
    if not isinstance(resources, list) or len(resources) != 1 or not isinstance(resources[0], dict):
        return {}
    for resource in resources[0].values():
        found = part(resource, "Properties") if isinstance(resource, dict) else None
        return found if isinstance(found, dict) else {}
    return {}


def part(mapping: dict[str, Any], name: str) -> Any:
    """The value of a key, whatever its case: CodeDeploy does not mind; None where it is not."""
    return next((mapping[key] for key in mapping if str(key).lower() == name.lower()), None)


def rendered(node: Node, name: str) -> str | None:
    """The text of an attribute, with a mark for each part of a template that is not known."""
    answer = node.attribute(name)
    if isinstance(answer, Known):
        return answer.text
    here = written(node, name)
    if here is None or not isinstance(here.expression, Template):
        return None
    parts = here.expression.parts
    if any(isinstance(part, IfDirective | ForDirective) for part in parts):
        return None
    return "".join(part.value if isinstance(part, Text) else _piece(here, part) for part in parts)


def _piece(here: Here, part: Any) -> str:
    value = here.node.evaluator.raw(here.node, part).data
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else _MARK


def encoded(here: Here | None) -> Here | None:
    """The argument of a `jsonencode`, also of one within `replace()`; None for anything else."""
    while here is not None and isinstance(here.expression, Call):
        if not here.expression.arguments:
            return None
        inner = Here(here.node, here.expression.arguments[0])
        if here.expression.name == "jsonencode":
            return inner
        here = inner if here.expression.name == "replace" else None
    return None


def _templates(objects: Iterable[Item]) -> Iterator[Document]:
    for item in objects:
        content = _json(item)
        if isinstance(content, dict) and isinstance(content.get("containerDefinitions"), list):
            yield Document(item, content)


def _json(item: Item) -> object:
    inner = encoded(written(item, "content"))
    return _said(inner.node.evaluator.answer(*inner) if inner else item.json("content"))


def _said(answer: Answer) -> object:
    if not isinstance(answer, Known):
        return None
    return answer.value if answer.settled else _without_blanks(answer.value)


def _without_blanks(value: Any) -> Any:
    if value in (None, [], {}):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _without_blanks(one) for key, one in value.items()}
    return [_without_blanks(one) for one in value] if isinstance(value, list) else value


def _appspecs(objects: Iterable[Item]) -> Iterator[Document]:
    for item in objects:
        content = _yaml(item)
        if isinstance(content, dict) and any(str(key).lower() == "resources" for key in content):
            resources = next(content[key] for key in content if str(key).lower() == "resources")
            if "AWS::ECS::Service" in repr(resources):
                yield Document(item, content)


def _yaml(item: Item) -> object:
    here = written(item, "content")
    if here and isinstance(here.expression, Call) and here.expression.name == "yamlencode":
        return _said(here.node.evaluator.answer(here.node, here.expression.arguments[0]))
    inner = encoded(here)
    if inner is not None:
        return _said(inner.node.evaluator.answer(*inner))
    found = rendered(item, "content")
    if found is None or "AWS::ECS::Service" not in found:
        return None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return _without_marks(YAML(typ="safe").load(found))
    except YAMLError:
        return None


def _without_marks(value: Any) -> Any:
    if isinstance(value, str):
        return UNKNOWN if _MARK in value else value
    if isinstance(value, list):
        return [_without_marks(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_marks(one) for key, one in value.items()}
    return value
