"""Deprecated attributes whose successor means the same, in the configuration and in the state.

Each was compared in the AWS provider's documentation:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tfgen.fixing.edits import Edit
from tfgen.fixing.place import block_of, is_overridden
from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import Attr, Variable, steps
from tfgen.rules.frame import Finding

_DOCUMENT = "aws_iam_policy_document"
# (block, type, attribute) -> its successor, and the successor's value for each constant value.
_CONSTANTS: dict[tuple[str, str, str], tuple[str, dict[object, str]]] = {
    ("resource", "aws_eip", "vpc"): ("domain", {True: '"vpc"'}),
    ("resource", "aws_cloudwatch_event_rule", "is_enabled"): (
        "state",
        {True: '"ENABLED"', False: '"DISABLED"'},
    ),
}
# The successor takes a list.
_LISTS = {
    ("data", _DOCUMENT, "source_json"): "source_policy_documents",
    ("data", _DOCUMENT, "override_json"): "override_policy_documents",
}


def edits(module: Module, file: File, finding: Finding) -> Iterator[tuple[Path, Edit]]:
    """The successor's name and value in the place of the attribute at the finding."""
    for kind in ("resource", "data"):
        block = block_of(file, finding, kind)
        if block is None or not block.labels or is_overridden(module, block):
            continue
        for attribute in block.body.attributes:
            if attribute.position.line != finding.line:
                continue
            found = _successor(kind, block.labels[0], attribute)
            if found and not _is_taken(block, attribute.name, found[0]):
                text = f"{found[0]} = {found[1]}"
                yield file.path, Edit(attribute.offset, attribute.value.end, text)


def _is_taken(block: Block, old: str, new: str) -> bool:
    """Whether the successor is set, or `ignore_changes` holds for one of the names or for all."""
    lists = [one.body.attribute("ignore_changes") for one in block.body.of_type("lifecycle")]
    ignored = {word for one in lists if one for word in re.findall(r"\w+", one.expression)}
    return block.body.attribute(new) is not None or not ignored.isdisjoint({old, new, "all"})


def _successor(kind: str, block_type: str, attribute: Attribute) -> tuple[str, str] | None:
    """The new name and the new value as HCL; None where no constant or reference tells it."""
    known = (kind, block_type, attribute.name)
    if known in _CONSTANTS and attribute.literal is not None:
        name, values = _CONSTANTS[known]
        value = attribute.literal.value
        return (name, values[value]) if isinstance(value, bool) and value in values else None
    if known in _LISTS and _is_document(attribute):
        return _LISTS[known], f"[{attribute.expression}]"
    return None


def _is_document(attribute: Attribute) -> bool:
    """Whether the value is another document: in a list, an empty or null one is something else."""
    root, path = steps(attribute.value)
    names = tuple(step.name for step in path if isinstance(step, Attr))
    return (
        isinstance(root, Variable)
        and root.name == "data"
        and names[:1] == (_DOCUMENT,)
        and names[-1:] == ("json",)
    )
