"""The blocks at the top of a module, by what they declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module

Address = tuple[str, ...]
"""Block type and labels: `("resource", "aws_lb", "this")`; `("local", "name")` for a local."""
_DECLARED = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1}


class Written(NamedTuple):
    """A block and the file that it stands in."""

    file: File
    block: Block


class Index:
    """What a module declares. What an override file changes is left out, as if it were not known.

    https://developer.hashicorp.com/terraform/language/files/override
    """

    def __init__(self, module: Module) -> None:
        self.blocks: dict[Address, Written] = {}
        self.locals: dict[str, tuple[Written, Attribute]] = {}
        self.whole = not module.opaque and all(file.body is not None for file in module.files)
        overridden: set[Address] = set()
        for file in module.files:
            if _overrides(file):
                self.whole = False
                overridden.update(address for address, _ in _declared(file))
                overridden.update(("local", each.name) for _, each in _locals(file))
                continue
            for address, written in _declared(file):
                self.blocks.setdefault(address, written)
            for written, attribute in _locals(file):
                self.locals.setdefault(attribute.name, (written, attribute))
        for address in overridden:
            self.blocks.pop(address, None)
            if address[0] == "local":
                self.locals.pop(address[1], None)

    def of_kind(self, kind: str) -> Iterator[tuple[Address, Written]]:
        """The blocks of one type, in the order of the files."""
        return ((address, each) for address, each in self.blocks.items() if address[0] == kind)


def _overrides(file: File) -> bool:
    name = file.path.name.removesuffix(".json").removesuffix(".tf")
    return name == "override" or name.endswith("_override")


def _declared(file: File) -> Iterator[tuple[Address, Written]]:
    for block in file.body.blocks if file.body else ():
        if len(block.labels) == _DECLARED.get(block.type):
            yield (block.type, *block.labels), Written(file, block)


def _locals(file: File) -> Iterator[tuple[Written, Attribute]]:
    for block in file.body.of_type("locals") if file.body else ():
        for attribute in block.body.attributes:
            yield Written(file, block), attribute
