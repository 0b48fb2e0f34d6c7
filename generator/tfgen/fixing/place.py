"""Where in a file a finding lies."""

from __future__ import annotations

from tfgen.hcl.model import Block, File
from tfgen.rules.frame import Finding


def block_of(file: File, finding: Finding, block_type: str) -> Block | None:
    """The block of that type, at the top of the file, in which the finding lies."""
    for block in file.body.of_type(block_type) if file.body else ():
        last = file.position(max(block.offset, block.end - 1))
        if block.position.line <= finding.line <= last.line:
            return block
    return None
