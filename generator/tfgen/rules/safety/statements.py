"""The statements of the IAM policies that a module writes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tfgen.evaluate.values import UNKNOWN
from tfgen.rules.frame import Subject
from tfgen.view.model import Item, Known, Node, Place
from tfgen.view.policies import policy_document

_MEMORY = "policy_statements"
_IDENTITY = (
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
)
_RESOURCE = (
    "aws_s3_bucket_policy",
    "aws_sqs_queue_policy",
    "aws_sns_topic_policy",
    "aws_kms_key",
    "aws_ecr_repository_policy",
    "aws_secretsmanager_secret_policy",
)


@dataclass(frozen=True)
class Statement:
    """A statement that allows something, as far as it is known.

    `kind` is `identity`, `resource` or `trust`; `on` the type of the resource that has the policy,
    empty for a policy document. `principals` maps kinds to lists; `{"*": ["*"]}` is everybody.
    """

    kind: str
    on: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: dict[str, tuple[str, ...]]
    conditions: frozenset[str] | None
    at_actions: Place
    at_resources: Place
    at_principals: Place


def statements(subject: Subject) -> tuple[Statement, ...]:
    """The allowing statements that the module itself writes, read once for all rules."""
    memory = vars(subject)
    if _MEMORY not in memory:
        memory[_MEMORY] = tuple(_all(subject))
    found: tuple[Statement, ...] = memory[_MEMORY]
    return found


def _all(subject: Subject) -> Iterator[Statement]:
    trusts = {
        role.target("assume_role_policy")
        for role in subject.view.resources("aws_iam_role")
        if role.own
    }
    for document in subject.view.data("aws_iam_policy_document"):
        if document.own:
            yield from _of_document(document, document in trusts)
    for item in subject.view.resources(*_IDENTITY, *_RESOURCE, "aws_iam_role"):
        if item.own:
            yield from _of_item(item)


def _of_document(document: Item, trust: bool) -> Iterator[Statement]:
    content = policy_document(document)
    written = content.get("Statement", []) if isinstance(content, dict) else []
    for node, statement in zip(document.blocks("statement"), written, strict=False):
        kind = "trust" if trust else "resource" if "Principal" in statement else "identity"
        principals = next(iter(node.blocks("principals")), node)
        places = node.at("actions"), node.at("resources"), principals.place
        yield from _statement(statement, kind, "", places)


def _of_item(item: Item) -> Iterator[Statement]:
    if item.type != "aws_iam_role":
        kind = "identity" if item.type in _IDENTITY else "resource"
        yield from _of_json(item, "policy", kind, item.type)
        return
    yield from _of_json(item, "assume_role_policy", "trust", item.type)
    for block in item.blocks("inline_policy"):
        yield from _of_json(block, "policy", "identity", item.type)


def _of_json(node: Node, name: str, kind: str, on: str) -> Iterator[Statement]:
    target = node.target(name)
    if target is not None and target.type == "aws_iam_policy_document":
        return
    answer = node.json(name)
    content = answer.value if isinstance(answer, Known) else None
    found = content.get("Statement") if isinstance(content, dict) else None
    place = node.at(name)
    for statement in found if isinstance(found, list) else [found]:
        yield from _statement(statement, kind, on, (place, place, place))


def _statement(
    written: Any, kind: str, on: str, places: tuple[Place, Place, Place]
) -> Iterator[Statement]:
    if not isinstance(written, dict) or written.get("Effect") != "Allow":
        return
    conditions = written.get("Condition")
    yield Statement(
        kind,
        on,
        _texts(written.get("Action")),
        _texts(written.get("Resource")),
        _principals(written.get("Principal")),
        None if conditions is UNKNOWN else frozenset(_variables(conditions)),
        *places,
    )


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str))


def _principals(value: Any) -> dict[str, tuple[str, ...]]:
    if value == "*":
        return {"*": ("*",)}
    return {key: _texts(each) for key, each in value.items()} if isinstance(value, dict) else {}


def _variables(conditions: Any) -> Iterator[str]:
    """The condition keys that a statement asks for, in lower case."""
    for test in conditions.values() if isinstance(conditions, dict) else ():
        yield from (str(key).lower() for key in test) if isinstance(test, dict) else ()
