"""A module: the `.tf` files of one folder, and what they declare.

https://developer.hashicorp.com/terraform/language/files
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tfgen.hcl.model import Block, File
from tfgen.hcl.uses import Use, uses


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
    def uses(self) -> tuple[Use, ...]:
        """The references to what the module must declare."""
        return tuple(uses(self.files))

    @cached_property
    def variables(self) -> Mapping[str, bool]:
        """The variables, and whether each must be given a value."""
        found: dict[str, bool] = {}
        for name, block in self._labelled("variable"):
            required = block.body.attribute("default") is None
            # An override file may add the default of a variable that another file declares.
            found[name] = required and found.get(name, True)
        return found

    @cached_property
    def locals(self) -> frozenset[str]:
        """The names of the local values."""
        return frozenset(
            attribute.name
            for _, block in self.blocks("locals")
            for attribute in block.body.attributes
        )

    @cached_property
    def outputs(self) -> frozenset[str]:
        """The names of the outputs."""
        return frozenset(name for name, _ in self._labelled("output"))

    @cached_property
    def modules(self) -> frozenset[str]:
        """The names of the module calls."""
        return frozenset(name for name, _ in self._labelled("module"))

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

    @cached_property
    def provider_aliases(self) -> frozenset[tuple[str, str]]:
        """Local name and alias of each provider configuration: its own and those passed in."""
        return self.passed_aliases | frozenset(
            (name, alias.literal.value)
            for name, block in self._labelled("provider")
            if (alias := block.body.attribute("alias"))
            and alias.literal
            and isinstance(alias.literal.value, str)
        )

    @cached_property
    def passed_aliases(self) -> frozenset[tuple[str, str]]:
        """Local name and alias of each of `configuration_aliases`: callers must pass these."""
        return frozenset(
            (reference.names[0], reference.names[1])
            for _, settings in self.blocks("terraform")
            for required in settings.body.of_type("required_providers")
            for provider in required.body.attributes
            for entry in provider.entries
            if entry.name == "configuration_aliases"
            for reference in entry.references
            if len(reference.names) > 1
        )

    def _labelled(self, block_type: str) -> Iterator[tuple[str, Block]]:
        for _, block in self.blocks(block_type):
            if block.labels:
                yield block.labels[0], block
