"""TFG815: a stack uses a provider without saying in which versions.

The next `terraform init` on another machine may take a new major version.
https://developer.hashicorp.com/terraform/language/providers/requirements
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.roots import is_root
from tfgen.view.model import Place

_BUILT_IN = "terraform"
_USERS = ("provider", "resource", "data")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each provider that a stack uses and does not pin."""
    module = subject.module
    if module.opaque or not is_root(module):
        return
    pinned, named = _requirements(module)
    for name, place in {**_used(module, pinned), **named}.items():
        if name not in pinned:
            message = f"no version of the provider {name} is required"
            remedy = f'{name} = {{ source = …, version = "~> …" }} in required_providers'
            yield RULE.finding(*place, message, remedy)


def _requirements(module: Module) -> tuple[set[str], dict[str, Place]]:
    """The providers that are pinned, and where each is named in `required_providers`."""
    pinned: set[str] = set()
    named: dict[str, Place] = {}
    for file, settings in module.blocks("terraform"):
        for required in settings.body.of_type("required_providers"):
            for one in required.body.attributes:
                named[one.name] = Place(file.path, one.position)
                old_form = one.literal is not None and isinstance(one.literal.value, str)
                if old_form or any(entry.name == "version" for entry in one.entries):
                    pinned.add(one.name)
    # An old way to say the same: https://developer.hashicorp.com/terraform/language/block/provider
    for _, block in module.blocks("provider"):
        if block.labels and block.body.attribute("version"):
            pinned.add(block.labels[0])
    return pinned, named


def _used(module: Module, pinned: set[str]) -> dict[str, Place]:
    """Where each provider that is not pinned is first used."""
    found: dict[str, Place] = {}
    for kind in _USERS:
        for file, block in module.blocks(kind):
            name = block.labels[0].partition("_")[0] if block.labels else _BUILT_IN
            chosen = block.body.attribute("provider") if kind != "provider" else None
            if chosen and chosen.references:
                name = chosen.references[0].names[0]
            if name != _BUILT_IN and name not in pinned and name not in found:
                found[name] = Place(file.path, block.position)
    return found


RULE = Rule("TFG815", "provider without a version", "warning", check)
