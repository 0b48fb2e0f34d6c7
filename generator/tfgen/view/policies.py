"""`data "aws_iam_policy_document"` as the JSON that it gives."""

from __future__ import annotations

from tfgen.evaluate.values import UNKNOWN
from tfgen.view.model import ABSENT, Known, Node

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def policy_document(document: Node) -> object:
    """The policy as a dict with `Version` and `Statement` (always a list), or `UNKNOWN`.

    Of a document that is merged with others (`source_policy_documents`) or whose statements are
    not all known, the list of statements ends with `UNKNOWN`.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
    """
    blocks = document.blocks("statement")
    statements: list[object] = [_statement(one) for one in blocks]
    others = ("source_policy_documents", "override_policy_documents")
    if not blocks.complete or any(document.attribute(name) is not ABSENT for name in others):
        statements.append(UNKNOWN)
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(node: Node) -> object:
    found: dict[str, object] = {"Effect": "Allow"}
    for name, key in (("sid", "Sid"), ("effect", "Effect")):
        _put(found, key, node, name)
    for name, key in _LISTS.items():
        _put(found, key, node, name)
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        blocks = node.blocks(name)
        if not blocks.absent:
            found[key] = _principals(blocks.nodes) if blocks.complete else UNKNOWN
    conditions = node.blocks("condition")
    if not conditions.absent:
        found["Condition"] = _conditions(conditions.nodes) if conditions.complete else UNKNOWN
    return found


def _put(found: dict[str, object], key: str, node: Node, name: str) -> None:
    value = _plain(node, name)
    if value is not None:
        found[key] = value


def _plain(node: Node, name: str) -> object:
    """The value of an attribute; None where it is absent."""
    answer = node.attribute(name)
    if answer is ABSENT:
        return None
    return answer.value if isinstance(answer, Known) else UNKNOWN


def _principals(blocks: tuple[Node, ...]) -> object:
    found: dict[str, object] = {}
    for block in blocks:
        kind = _plain(block, "type")
        if not isinstance(kind, str) or kind in found:
            return UNKNOWN
        found[kind] = _plain(block, "identifiers")
    return "*" if found == {"*": ["*"]} else found


def _conditions(blocks: tuple[Node, ...]) -> object:
    found: dict[str, dict[str, object]] = {}
    for block in blocks:
        test, variable = _plain(block, "test"), _plain(block, "variable")
        if not isinstance(test, str) or not isinstance(variable, str):
            return UNKNOWN
        found.setdefault(test, {})[variable] = _plain(block, "values")
    return found
