"""`skip_destroy = true` for a task definition that lacks it.

It changes nothing at AWS: Terraform only stops deregistering the revisions that it replaces.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tfgen.fixing.edits import Edit
from tfgen.fixing.place import block_of
from tfgen.hcl.model import Block, File
from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding

_TYPE = "aws_ecs_task_definition"
_LINE = "skip_destroy = true"


def edits(_module: Module, file: File, finding: Finding) -> Iterator[tuple[Path, Edit]]:
    """A line after the last attribute; `skip_destroy = false` is somebody's decision, and stays."""
    block = block_of(file, finding, "resource")
    if block is None or block.labels[:1] != (_TYPE,) or block.body.attribute("skip_destroy"):
        return
    place = _place(file.text, block)
    if place is not None:
        at, indent = place
        end = "\r\n" if file.text[at : at + 2] == "\r\n" else "\n"
        yield file.path, Edit(at, at, f"{end}{indent}{_LINE}")


def _place(text: str, block: Block) -> tuple[int, str] | None:
    """Where a line can be added, and its indent; None in a block of one line."""
    last = max(block.body.attributes, key=lambda one: one.offset, default=None)
    after = last.value.end if last else block.brace + 1
    line_end = text.find("\n", after)
    # A comment of several lines may begin on this one, and the new line would be inside of it.
    if not 0 <= line_end < block.end or "/*" in text[after:line_end]:
        return None
    at = line_end - 1 if text[line_end - 1] == "\r" else line_end
    if last is None:
        return at, "  "
    start = text.rfind("\n", 0, last.offset) + 1
    indent = text[start : last.offset]
    return (at, indent) if indent.isspace() or not indent else None
