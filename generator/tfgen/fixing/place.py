"""Where in a module a finding lies."""

from __future__ import annotations

from tfgen.hcl.model import Block, File
from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding


def block_of(file: File, finding: Finding, block_type: str) -> Block | None:
    """The block of that type, at the top of the file, in which the finding lies."""
    for block in file.body.of_type(block_type) if file.body else ():
        last = file.position(max(block.offset, block.end - 1))
        if block.position.line <= finding.line <= last.line:
            return block
    return None


def is_overridden(module: Module, block: Block) -> bool:
    """Whether another block of the module may declare the same, as those in override files do.

    Terraform merges the two, so that a change of one alone is a change of what both say.
    """
    same = [one for _, one in module.blocks(block.type) if one.labels == block.labels]
    return module.opaque or len(same) > 1
