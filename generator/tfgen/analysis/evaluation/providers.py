"""Configurations of providers: which are used, by whom, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.analysis import codes, shapes
from tfgen.analysis.children import declarations_of
from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.evaluation.resources import body
from tfgen.analysis.known import Known, config_name, provider_name
from tfgen.analysis.nearest import declare_or_rename
from tfgen.analysis.place import Place
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Object, Tuple
from tfgen.provider_schema.sources import local_name

Config = tuple[str, str]
"""Local name and alias."""


def providers(known: Known) -> None:
    """Looks at the configurations that something uses; Terraform leaves out the others."""
    used = used_configs(known.declarations, known.children)
    for key, declared in known.declarations.providers.items():
        if used is None or key in used:
            place = Place(known, declared.page, user=("provider", *key))
            body(declared, "provider", place, shapes.PROVIDER.arguments)


def aliases(known: Known) -> None:
    """Reports `provider = aws.x` where no configuration of that alias is declared.

    A caller may pass it all the same: of that Terraform only warns (passing.py).
    """
    declarations = known.declarations
    if declarations.opaque or known.called:
        return
    there = configs(declarations)
    for declared, attribute in _undeclared(declarations):
        config = config_name(attribute.value)
        alias = ".".join(config)
        remedy = declare_or_rename(
            "the provider configuration", alias, [".".join(one) for one in there if one[1]]
        )
        message = f'no `provider "{config[0]}"` has the alias `{config[1]}`'
        known.report.add(declared.page, codes.PROVIDER, attribute.offset, message, remedy)


def undeclared_aliases(declarations: Declarations) -> set[Config]:
    """The aliases that a module uses and does not declare: its callers have to pass them."""
    if declarations.opaque:
        return set()
    return {config_name(attribute.value) for _, attribute in _undeclared(declarations)}


def _undeclared(declarations: Declarations) -> Iterator[tuple[Declared, Attribute]]:
    there = configs(declarations)
    for declared, attribute in _named(declarations):
        config = config_name(attribute.value)
        if config[1] and config not in there:
            yield declared, attribute


def _named(declarations: Declarations) -> Iterator[tuple[Declared, Attribute]]:
    for _, declared in declarations.resource_blocks():
        attribute = declared.attribute("provider")
        if attribute is not None:
            yield declared, attribute
    for declared in declarations.of_type("import"):
        attribute = declared.attribute("provider")
        if attribute is not None:
            yield declared, attribute
    for declared in declarations.modules.values():
        given = declared.attribute("providers")
        for entry in given.entries if given else ():
            yield declared, entry


def configs(declarations: Declarations) -> dict[Config, None]:
    """The configurations that a module has: its own, and those that its callers must pass."""
    return dict.fromkeys([*declarations.providers, *passed_aliases(declarations)])


def passed_aliases(declarations: Declarations) -> Iterator[Config]:
    """The configurations in `configuration_aliases`."""
    for entry in declarations.required.values():
        for part in entry.attribute.entries:
            if part.name == "configuration_aliases" and isinstance(part.value, Tuple):
                yield from (config_name(item) for item in part.value.items)


def passed(call: Declared) -> dict[Config, Config]:
    """The configurations that a call passes: those of the called module -> those of the caller."""
    given = call.attribute("providers")
    if given is None or not isinstance(given.value, Object):
        return {}
    return {config_name(one.key): config_name(one.value) for one in given.value.entries}


def used_configs(
    declarations: Declarations, children: Mapping[str, Declarations | None]
) -> set[Config] | None:
    """The configurations that resources use, here or in called modules; None: perhaps all."""
    used: set[Config] = set()
    for _, declared in declarations.resource_blocks():
        config = provider_name(declared)
        used.add(config if config[0] else (local_name(declared.block.labels[0]), ""))
    for name, call in declarations.modules.items():
        inner = _used_inside(children.get(name), call)
        if inner is None:
            return None
        used |= inner
    return used


def _used_inside(child: Declarations | None, call: Declared) -> set[Config] | None:
    """What a called module uses of its caller's configurations."""
    if child is None or child.opaque:
        return None
    if child.used_configs is None:
        inner = {
            name: declarations_of(module) for name, module in child.module.local_modules.items()
        }
        # Calls that go in a circle end here.
        child.used_configs = set()
        child.used_configs = used_configs(child, inner)
    if child.used_configs is None:
        return None
    given = passed(call)
    return {given.get(config, config) for config in child.used_configs}
