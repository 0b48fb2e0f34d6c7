"""A module: the `.tf` files of one folder.

https://developer.hashicorp.com/terraform/language/files
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tfgen.hcl.model import Block, File


@dataclass(frozen=True)
class Module:
    """The files of one folder.

    `opaque`: some of it cannot be read here, such as a file that Terraform alone understands, so
    that a name may be declared although no block seen here declares it.
    `local_modules` are the modules that its calls take from folders (`./…`, `../…`), by the name
    of the call; None where there is no such folder. One that calls itself, however far around,
    has none the second time.
    """

    folder: Path
    files: tuple[File, ...]
    opaque: bool = False
    local_modules: Mapping[str, Module | None] = field(default_factory=dict)

    def blocks(self, block_type: str) -> Iterator[tuple[File, Block]]:
        """The blocks of one type at the top of the files."""
        for file in self.files:
            for block in file.body.of_type(block_type) if file.body else ():
                yield file, block

    @cached_property
    def data_sources(self) -> frozenset[tuple[str, ...]]:
        """Type and name of each data source, those inside of `check` blocks too."""
        inner = (
            data.labels for _, check in self.blocks("check") for data in check.body.of_type("data")
        )
        return self.declared("data") | frozenset(inner)

    def declared(self, block_type: str) -> frozenset[tuple[str, ...]]:
        """The labels of each block of one type, such as type and name of each resource."""
        return frozenset(block.labels for _, block in self.blocks(block_type))
