"""What the policies of a role allow, where all of them are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.rules.frame import Subject
from tfgen.rules.pipeline.unseen import completed_elsewhere
from tfgen.view.model import ABSENT, Item, Known, Node, View

_ROLE = ("resource", "aws_iam_role")
# These attach and detach policies, or make the list of those that are there.
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachments_exclusive
_OTHER_WAYS = (
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy_attachments_exclusive",
)


@dataclass(frozen=True)
class Allowed:
    """The patterns of actions that a role's policies allow, under whatever condition."""

    patterns: tuple[str, ...]

    def allows(self, action: str) -> bool:
        """Whether an action matches one of the patterns, as IAM compares them."""
        return any(_matches(pattern, action) for pattern in self.patterns)


class _NotKnownError(Exception):
    """Something in the policies is known to Terraform or AWS only."""


def role_of(pipeline: Item) -> Item | None:
    """The role of a pipeline; None for one that is only read, whose policies are elsewhere."""
    role = pipeline.target("role_arn")
    return role if role is not None and (role.mode, role.type) == _ROLE else None


def allowed(subject: Subject, role: Item) -> Allowed | None:
    """What a role may do; None where not every policy of it is known.

    Resources, conditions and denials are not looked at: they only ever take away.
    """
    if subject.view.resources(*_OTHER_WAYS) or completed_elsewhere(subject, role, "name"):
        return None
    try:
        return Allowed(tuple(_patterns(_documents(subject.view, role))))
    except _NotKnownError:
        return None


def _documents(view: View, role: Item) -> Iterator[object]:
    if role.attribute("managed_policy_arns") is not ABSENT:
        raise _NotKnownError
    inline = role.blocks("inline_policy")
    if not inline.complete:
        raise _NotKnownError
    yield from (_document(block, "policy") for block in inline if block.written("policy"))
    for item in view.resources("aws_iam_role_policy"):
        if _belongs(item, role):
            yield _document(item, "policy")
    for item in view.resources("aws_iam_role_policy_attachment"):
        if _belongs(item, role):
            policy = item.target("policy_arn")
            if policy is None or policy.type != "aws_iam_policy":
                raise _NotKnownError
            yield _document(policy, "policy")


def _document(node: Node, name: str) -> object:
    document = node.target(name)
    if document is not None and any(
        block.labels == ("statement",) for block in document.body.of_type("dynamic")
    ):
        # What such a document allows is seldom known, and takes long to find out.
        raise _NotKnownError
    answer = node.json(name)
    if not isinstance(answer, Known):
        raise _NotKnownError
    return answer.value


def _belongs(item: Item, role: Item) -> bool:
    """Whether a policy is that of the role; raises where it may be."""
    target = item.target("role")
    if target is not None and (target.mode, target.type) == _ROLE:
        return target is role or _same_block(target, role)
    given, name = item.attribute("role"), role.attribute("name")
    if isinstance(given, Known) and isinstance(name, Known):
        return given.text == name.text
    raise _NotKnownError


def _same_block(one: Item, other: Item) -> bool:
    """Whether two roles are instances of one block, which share their policies here."""
    return one.name == other.name and one.path == other.path


def _patterns(documents: Iterator[object]) -> Iterator[str]:
    for document in documents:
        if not isinstance(document, dict):
            raise _NotKnownError
        statements = document.get("Statement", [])
        for statement in statements if isinstance(statements, list) else [statements]:
            yield from _of_statement(statement)


def _of_statement(statement: object) -> Iterator[str]:
    if not isinstance(statement, dict) or not isinstance(statement.get("Effect"), str):
        raise _NotKnownError
    if statement["Effect"] != "Allow":
        return
    actions = statement.get("Action")
    for action in actions if isinstance(actions, list) else [actions]:
        if not isinstance(action, str):
            raise _NotKnownError
        yield action


def _matches(pattern: str, action: str) -> bool:
    parts = re.split(r"([*?])", pattern.lower())
    regex = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)
    return re.fullmatch(regex, action.lower()) is not None
