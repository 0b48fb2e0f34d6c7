"""Which provider serves a block: source addresses, required providers, local names, the lock file.

https://developer.hashicorp.com/terraform/language/providers/requirements
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.hcl.model import Attribute, Literal
from tfgen.hcl.module import Module
from tfgen.provider_schema.versions import (
    ANY,
    Constraints,
    Version,
    parse_constraints,
    parse_version,
)

REGISTRY = "registry.terraform.io"
# OpenTofu's registry serves the releases of the same providers.
_SAME_REGISTRY = "registry.opentofu.org"
BUILT_IN = "terraform.io/builtin/terraform"
_ALL_PARTS = 3
_LOCKED = re.compile(r'^provider\s+"([^"]+)"\s*\{\s*version\s*=\s*"([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Requirement:
    """What a module asks of one provider.

    `source` is the whole address (`registry.terraform.io/hashicorp/aws`), None where the module
    gives one that Terraform refuses or that is no constant; `constraints` is None likewise.
    """

    source: str | None
    constraints: Constraints | None = ANY


def address(source: str) -> str | None:
    """The whole address of a `source`: `hashicorp/aws` -> `registry.terraform.io/hashicorp/aws`.

    None where Terraform refuses it. Addresses of OpenTofu's registry read as Terraform's.
    """
    parts = source.lower().split("/")
    if len(parts) > _ALL_PARTS or not all(parts):
        return None
    host, namespace, name = [REGISTRY, "hashicorp", ""][: _ALL_PARTS - len(parts)] + parts
    return "/".join((REGISTRY if host == _SAME_REGISTRY else host, namespace, name))


def local_name(block_type: str) -> str:
    """The provider that a type of resource or data source names: `aws_ecs_service` -> `aws`."""
    return block_type.partition("_")[0]


def requirement(local: str, required: Mapping[str, Requirement]) -> Requirement:
    """What the module asks of the provider of a local name; `required` as of `requirements`.

    A name that `required_providers` does not list means the provider of that name in HashiCorp's
    namespace; `terraform` is built in.
    """
    found = required.get(local)
    if found is not None:
        return found
    return Requirement(BUILT_IN if local == "terraform" else address(local))


def requirements(module: Module) -> dict[str, Requirement]:
    """The `required_providers` of a module by local name, with the versions of `provider` blocks.

    https://developer.hashicorp.com/terraform/language/block/provider#version
    """
    found: dict[str, Requirement] = {}
    for attribute in _required_providers(module):
        found[attribute.name] = _requirement(attribute)
    for _, block in module.blocks("provider"):
        version = block.body.attribute("version")
        if version is not None and block.labels:
            former = requirement(block.labels[0], found)
            more = _constraints(version.literal)
            both = None
            if former.constraints is not None and more is not None:
                both = former.constraints + more
            found[block.labels[0]] = Requirement(former.source, both)
    return found


def _required_providers(module: Module) -> Iterator[Attribute]:
    for _, settings in module.blocks("terraform"):
        for required in settings.body.of_type("required_providers"):
            yield from required.body.attributes


def _requirement(attribute: Attribute) -> Requirement:
    # The form before Terraform 0.13 is still read: `aws = "~> 5.0"`.
    if attribute.literal is not None and isinstance(attribute.literal.value, str):
        return Requirement(address(attribute.name), _constraints(attribute.literal))
    entries = {entry.name: entry.literal for entry in attribute.entries}
    source = address(attribute.name)
    if "source" in entries:
        text = entries["source"] and entries["source"].value
        source = address(text) if isinstance(text, str) else None
    if "version" in entries:
        return Requirement(source, _constraints(entries["version"]))
    return Requirement(source)


def _constraints(literal: Literal | None) -> Constraints | None:
    text = literal and literal.value
    return parse_constraints(text) if isinstance(text, str) else None


def locked(folder: Path) -> dict[str, Version]:
    """The versions that `terraform init` chose for the root module in `folder`, by address.

    Empty without a `.terraform.lock.hcl`, or where it cannot be read.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    try:
        text = (folder / ".terraform.lock.hcl").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    found = {}
    for source, version in _LOCKED.findall(text):
        whole, parsed = address(source), parse_version(version)
        if whole and parsed:
            found[whole] = parsed
    return found
