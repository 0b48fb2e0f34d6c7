"""What a module declares, with the blocks of override files merged over the others.

https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tfgen.analysis.page import Page
from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module

if TYPE_CHECKING:
    from tfgen.analysis.variables import VariableFacts

LABELS = {
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
}
"""The blocks with names, and how many labels each has."""


@dataclass(frozen=True)
class Declared:
    """A block; what overrides it is merged in, `original` is without that.

    `container` is the check that a data source is in.
    """

    page: Page
    block: Block
    container: str = ""
    original: Block | None = None

    @property
    def base(self) -> Block:
        """The block as its own file has it."""
        return self.original or self.block

    @property
    def name(self) -> str:
        """The last label."""
        return self.block.labels[-1]

    def attribute(self, name: str) -> Attribute | None:
        """The argument of that name."""
        return self.block.body.attribute(name)


@dataclass(frozen=True)
class Entry:
    """One argument: a local value, or an entry of `required_providers`."""

    page: Page
    attribute: Attribute


Named = dict[str, Declared]
Typed = dict[tuple[str, str], Declared]


@dataclass
class Declarations:
    """The declarations of one module, by name.

    `opaque`: there may be more that cannot be seen.
    """

    module: Module
    opaque: bool
    variables: Named = field(default_factory=dict)
    outputs: Named = field(default_factory=dict)
    modules: Named = field(default_factory=dict)
    checks: Named = field(default_factory=dict)
    resources: Typed = field(default_factory=dict)
    data: Typed = field(default_factory=dict)
    ephemeral: Typed = field(default_factory=dict)
    providers: dict[tuple[str, str], Declared] = field(default_factory=dict)
    locals: dict[str, Entry] = field(default_factory=dict)
    required: dict[str, Entry] = field(default_factory=dict)
    facts: dict[str, VariableFacts] = field(default_factory=dict)
    """What the variables' declarations say, as far as somebody asked (variables.py)."""
    used_configs: set[tuple[str, str]] | None = None
    """The provider configurations that are used, once somebody asked (evaluation/providers.py)."""
    others: list[Declared] = field(default_factory=list)
    """Blocks without names: `terraform`, `moved`, `removed`, `import`."""
    pages: Sequence[Page] = ()
    """Its files, each for itself."""

    def of_kind(self, kind: str) -> Typed:
        """The resources of a kind: `resource`, `data` or `ephemeral`."""
        found: Typed = {"resource": self.resources, "data": self.data}.get(kind, self.ephemeral)
        return found

    def resource_blocks(self) -> Iterator[tuple[str, Declared]]:
        """Every resource, data source and ephemeral resource, with its kind."""
        for kind in ("resource", "data", "ephemeral"):
            for found in self.of_kind(kind).values():
                yield kind, found

    def of_type(self, block_type: str) -> Iterator[Declared]:
        """The blocks of one type that have no name."""
        return (found for found in self.others if found.block.type == block_type)


def well_labelled(block: Block) -> bool:
    """Whether a block of a file has as many labels as its type takes."""
    return len(block.labels) == LABELS.get(block.type, 0)


def is_override(file: File) -> bool:
    """Whether the blocks of a file are merged over those of the others."""
    stem = file.path.name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def constant_text(attribute: Attribute | None) -> str:
    """The text of an argument that is constant text; else empty."""
    value = attribute.literal.value if attribute and attribute.literal else None
    return value if isinstance(value, str) else ""
