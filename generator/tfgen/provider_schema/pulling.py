"""What `tfgen schema pull` has to fetch for some modules, and the files that it writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.hcl.module import Module
from tfgen.private_files import private_folder
from tfgen.provider_schema import compact, packed
from tfgen.provider_schema.lookup import CHECKS_SUFFIX, Catalog
from tfgen.provider_schema.sources import (
    BUILT_IN,
    REGISTRY,
    local_name,
    locked,
    requirement,
    requirements,
)
from tfgen.provider_schema.versions import Constraints, Version, parse_version

_BLOCKS = ("resource", "data", "ephemeral", "provider")


@dataclass(frozen=True)
class Wanted:
    """A provider without an index: its address, and the versions that a module admits."""

    source: str
    constraints: Constraints

    @property
    def local_name(self) -> str:
        """The provider's name in `configuration`: that of its source, as its types begin."""
        return self.source.rpartition("/")[2]

    def configuration(self) -> str:
        """A root module that requires just this provider."""
        version = f", version = {json.dumps(str(self.constraints))}" if self.constraints else ""
        entry = f"{{ source = {json.dumps(self.source)}{version} }}"
        return f"terraform {{\n  required_providers {{\n    {self.local_name} = {entry}\n  }}\n}}\n"


def wanted(modules: Iterable[Module], catalog: Catalog) -> list[Wanted]:
    """The providers that the modules use and no index serves in a version they admit, sorted.

    A lock file decides on the version.
    """
    found = set()
    for module in modules:
        required, lock = requirements(module), locked(module.folder)
        for local in {*required, *_used(module)}:
            one = requirement(local, required)
            if one.source is None or one.constraints is None:
                continue
            version = lock.get(one.source)
            schema = catalog.schema(one.source, one.constraints, version)
            if schema is None or not schema.exact:
                found.add(Wanted(one.source, version.only if version else one.constraints))
    return sorted(found, key=lambda one: (one.source, str(one.constraints)))


def _used(module: Module) -> Iterable[str]:
    """The local names that the types of blocks mean where `required_providers` has no entry."""
    for kind in _BLOCKS:
        for _, block in module.blocks(kind):
            if block.labels and block.body.attribute("provider") is None:
                yield local_name(block.labels[0])


def pulled_version(source: str, folder: Path, terraform: str) -> Version | None:
    """The version that `terraform init` chose in `folder`; of what is built in, Terraform's own.

    `terraform` is the version of the binary.
    """
    return parse_version(terraform) if source == BUILT_IN else locked(folder).get(source)


def provider_schema(document: Mapping[str, Any], source: str) -> Mapping[str, Any] | None:
    """The part for one provider of what `terraform providers schema -json` printed."""
    providers = document.get("provider_schemas", {})
    # OpenTofu may have taken it from its own registry.
    for key in (source, source.replace(REGISTRY, "registry.opentofu.org")):
        if key in providers:
            return dict(providers[key])
    return None


def write_index(
    folder: Path, source: str, version: Version, provider: Mapping[str, Any]
) -> tuple[Path, int]:
    """Writes the index of a provider below `folder`; gives its path and size in bytes.

    Raises OSError.
    """
    about = {"source": source, "version": str(version)}
    return _write(folder / source / f"{version}.zip", compact.entries(provider), about)


def write_checks(index: Path, source: str, version: Version, entries: Mapping[str, Any]) -> Path:
    """Writes what was recorded of the provider's own checks beside its index. Raises OSError."""
    about = {"source": source, "version": str(version)}
    path = index.with_name(f"{version}{CHECKS_SUFFIX}")
    return _write(path, entries, about)[0]


def _write(path: Path, entries: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[Path, int]:
    data = packed.pack(entries, about)
    private_folder(path.parent)
    # Another run may read the former file meanwhile: it is replaced in one step.
    staged = path.with_name(f".{path.name}")
    staged.write_bytes(data)
    staged.replace(path)
    return path, len(data)
