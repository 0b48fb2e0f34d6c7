"""The statements of the IAM policies that a module writes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tfgen.evaluate.values import UNKNOWN
from tfgen.rules.frame import Subject
from tfgen.view.model import Answer, Item, Known, Node, Place, View
from tfgen.view.parts import Path, literal, settled
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
_ATTRIBUTES = {"Effect": "effect", "Action": "actions", "Resource": "resources"}
_KEYS = (*_ATTRIBUTES, "Principal", "Condition")


@dataclass(frozen=True)
class Statement:
    """A statement that allows something, as far as it is known.

    `kind` is `identity`, `resource` or `trust`; `on` the type of the resource that has the policy,
    empty for a policy document. `principals` maps kinds to lists; `{"*": ["*"]}` is everybody.
    `conditions` are the keys that it asks for; None where they are not known.
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
    limits = set(_limits(subject.view))
    for document in subject.view.data("aws_iam_policy_document"):
        if document.own and document not in limits:
            yield from _of_document(document, document in trusts)
    for item in subject.view.resources(*_IDENTITY, *_RESOURCE, "aws_iam_role"):
        if item.own and item not in limits:
            yield from _of_item(item)


def _limits(view: View) -> Iterator[Item]:
    """The policies, and their documents, that only bound what others allow.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """
    bounded = view.resources("aws_iam_role", "aws_iam_user")
    boundaries = [found for one in bounded if (found := one.target("permissions_boundary"))]
    yield from boundaries
    documents = [one.target("policy") for one in boundaries]
    documents += [one.target("content") for one in view.resources("aws_organizations_policy")]
    yield from (document for document in documents if document)


def _of_document(document: Item, trust: bool) -> Iterator[Statement]:
    content = policy_document(document)
    written = content.get("Statement", []) if isinstance(content, dict) else []
    for node, statement in zip(document.blocks("statement"), written, strict=False):
        kind = "trust" if trust else "resource" if "Principal" in statement else "identity"
        principals = node.blocks("principals")
        place = next(iter(principals), node).place
        open_ = {key for key, name in _ATTRIBUTES.items() if not _settled(node.attribute(name))}
        if not all(_settled(one.attribute("identifiers")) for one in principals):
            open_.add("Principal")
        places = node.at("actions"), node.at("resources"), place
        yield from _statement(statement, open_, kind, "", places)


def _settled(answer: Answer) -> bool:
    return not isinstance(answer, Known) or answer.settled


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
    places = (node.at(name),) * 3
    for number, statement in enumerate(found if isinstance(found, list) else [found]):
        path = ("Statement", number) if isinstance(found, list) else ("Statement",)
        open_ = set() if _settled(answer) else _open(node, name, path)
        yield from _statement(statement, open_, kind, on, places)


def _open(node: Node, name: str, path: Path) -> set[str]:
    here = literal(node, name)
    return {key for key in _KEYS if here is None or not settled(here, (*path, key))}


def _statement(
    statement: Any, open_: set[str], kind: str, on: str, places: tuple[Place, Place, Place]
) -> Iterator[Statement]:
    """The statement, where it allows something; what a default says of it is not known."""
    if not isinstance(statement, dict):
        return
    written = {**statement, **dict.fromkeys(open_, UNKNOWN)}
    if written.get("Effect") != "Allow":
        return
    yield Statement(
        kind,
        on,
        _texts(written.get("Action")),
        _texts(written.get("Resource")),
        _principals(written.get("Principal")),
        _variables(written.get("Condition")),
        *places,
    )


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str))


def _principals(value: Any) -> dict[str, tuple[str, ...]]:
    if value == "*":
        return {"*": ("*",)}
    return {key: _texts(each) for key, each in value.items()} if isinstance(value, dict) else {}


def _variables(conditions: Any) -> frozenset[str] | None:
    """The condition keys that a statement asks for, in lower case; None where one is not known."""
    tests = [] if conditions is None else [conditions]
    if isinstance(conditions, dict):
        tests = list(conditions.values())
    if not all(isinstance(test, dict) for test in tests):
        return None
    return frozenset(str(key).lower() for test in tests for key in test)
