"""What the policies of a role allow, where all of them are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.view.model import ABSENT, Item, Known, Node, View


@dataclass(frozen=True)
class Allowed:
    """The patterns of actions that a role's policies allow, under whatever condition."""

    patterns: tuple[str, ...]

    def allows(self, action: str) -> bool:
        """Whether an action matches one of the patterns, as IAM compares them."""
        return any(_matches(pattern, action) for pattern in self.patterns)


class _NotKnownError(Exception):
    """Something in the policies is known to Terraform or AWS only."""


def allowed(view: View, role: Item) -> Allowed | None:
    """What a role may do; None where not every policy of it is known.

    Resources, conditions and denials are not looked at: they only ever take away.
    """
    try:
        return Allowed(tuple(_patterns(_documents(view, role))))
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
    if view.resources("aws_iam_policy_attachment") or _handed_on(view, role):
        raise _NotKnownError


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
    if target is not None:
        return target is role or _same_block(target, role)
    given, name = item.attribute("role"), role.attribute("name")
    if isinstance(given, Known) and isinstance(name, Known):
        return given.text == name.text
    raise _NotKnownError


def _same_block(one: Item, other: Item) -> bool:
    """Whether two items are instances of one block, which share their policies here."""
    return one.type == other.type and one.name == other.name and one.path == other.path


def _handed_on(view: View, role: Item) -> bool:
    """Whether a module that cannot be looked into is told of the role."""
    return any(
        role in call.sources(attribute.name)
        for call in view.calls()
        if not _is_local(call)
        for attribute in call.body.attributes
    )


def _is_local(call: Item) -> bool:
    source = call.attribute("source")
    return isinstance(source, Known) and str(source.text).startswith(("./", "../"))


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
