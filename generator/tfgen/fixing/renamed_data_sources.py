"""Deprecated data sources whose successor reads the same attributes.

A data source has no state that would have to move; a resource of another type has, so those are
left to people.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from tfgen.fixing.edits import Edit
from tfgen.fixing.place import block_of, is_overridden
from tfgen.fixing.tested import is_tested
from tfgen.fixing.walk import nodes
from tfgen.hcl.model import Block, File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import Attr, Text, Variable
from tfgen.rules.frame import Finding

SUCCESSORS = {
    "aws_s3_bucket_object": "aws_s3_object",
    "aws_s3_bucket_objects": "aws_s3_objects",
}
"""In provider 5.100 the successors have every attribute of these, of the same type."""


def edits(module: Module, file: File, finding: Finding) -> Iterator[tuple[Path, Edit]]:
    """The new type in the block and in every reference to it in the module's files."""
    block = block_of(file, finding, "data")
    if block is None or block.labels[0] not in SUCCESSORS:
        return
    old, name = block.labels
    new = SUCCESSORS[old]
    if is_overridden(module, block) or (new, name) in module.data_sources:
        return
    if _is_named_in_text(module, old, name) or is_tested(module.folder, old):
        return
    yield file.path, _label(file.text, block, old, new)
    for other in module.files:
        for node in nodes(other):
            if _is_reference(node, old, name):
                yield other.path, Edit(node.on.end - len(old), node.on.end, new)


def _label(text: str, block: Block, old: str, new: str) -> Edit:
    at = text.index(old, block.label_offsets[0])
    return Edit(at, at + len(old), new)


def _is_reference(node: object, block_type: str, name: str) -> TypeGuard[Attr]:
    """Whether the node is `data.TYPE.NAME`."""
    return (
        isinstance(node, Attr)
        and node.name == name
        and isinstance(node.on, Attr)
        and node.on.name == block_type
        and isinstance(node.on.on, Variable)
        and node.on.on.name == "data"
    )


def _is_named_in_text(module: Module, block_type: str, name: str) -> bool:
    """Whether a string names it: Terraform still reads such references in `depends_on`."""
    address = f"data.{block_type}.{name}"
    texts = (node for file in module.files for node in nodes(file) if isinstance(node, Text))
    return any(address in text.value for text in texts)
