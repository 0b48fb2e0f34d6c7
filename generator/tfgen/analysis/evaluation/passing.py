"""What a module call passes to a local module as providers, and what the module needs.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis import codes, shapes
from tfgen.analysis.children import declarations_of
from tfgen.analysis.declared import Declarations, Declared
from tfgen.analysis.evaluation.providers import (
    Config,
    passed,
    passed_aliases,
    undeclared_aliases,
)
from tfgen.analysis.known import Known, config_name
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Entry, Object, Tuple
from tfgen.provider_schema.sources import address, local_name

_DEFAULT = "registry.terraform.io/hashicorp/"


def passing(known: Known, call: Declared, child: Declarations) -> None:
    """Looks at the providers of one call."""
    own = _own_configs(child)
    needed = {*passed_aliases(child), *undeclared_aliases(child)}
    given = passed(call)
    if own or _configured_below(child):
        _incompatible(known, call)
    for entry in _entries(call):
        _passed(known, call, child, entry, own)
    for config in sorted(needed - set(given) - set(own)):
        shown = ".".join(config)
        message = f"the module `{call.name}` needs the provider configuration `{shown}`"
        remedy = f"add `providers = {{ {shown} = … }}` to this call"
        known.report.add(call.page, codes.PROVIDERS, call.block.offset, message, remedy)


def _entries(call: Declared) -> Iterator[Entry]:
    given = call.attribute("providers")
    if given is not None and isinstance(given.value, Object):
        yield from given.value.entries


def _own_configs(child: Declarations) -> dict[Config, Declared]:
    """The configurations with something in them: those are the module's own."""
    ignored = frozenset({"alias"}) | shapes.PROVIDER.arguments - {"version"}
    return {
        key: declared
        for key, declared in child.providers.items()
        if declared.block.body.blocks
        or any(one.name not in ignored for one in declared.block.body.attributes)
    }


def _configured_below(module: Declarations) -> bool:
    """Whether a module configures a provider in one that it calls, once only."""
    for name, call in module.modules.items():
        child = declarations_of(module.module.local_modules.get(name))
        if child is None or child.module.folder == module.module.folder:
            continue
        if _repeated(call) is None and (_own_configs(child) or _configured_below(child)):
            return True
    return False


def _incompatible(known: Known, call: Declared) -> None:
    place = _repeated(call)
    if place is not None:
        message = (
            f"the module `{call.name}` configures a provider itself, so a call of it takes neither"
            " `count` nor `for_each` nor `depends_on`"
        )
        remedy = "move the provider configuration to the caller and pass it"
        known.report.add(call.page, codes.PROVIDERS, place, message, remedy)


def _repeated(call: Declared) -> int | None:
    for name in ("count", "for_each"):
        attribute = call.attribute(name)
        if attribute is not None:
            return attribute.value.start
    depends = call.attribute("depends_on")
    if depends is None or not isinstance(depends.value, Tuple):
        return None
    return depends.value.items[0].start if depends.value.items else call.block.offset


def _passed(
    known: Known, call: Declared, child: Declarations, entry: Entry, own: dict[Config, Declared]
) -> None:
    inner, outer = config_name(entry.key), config_name(entry.value)
    if not inner[0] or not outer[0]:
        return
    shown = ".".join(filter(None, inner))
    if inner in own:
        message = f"the module `{call.name}` configures `{shown}` itself, and takes no other"
        remedy = "remove it here, or the configuration in the module"
        known.report.add(call.page, codes.PROVIDERS, entry.key.start, message, remedy)
    wanted, offered = _source(child, inner[0]), _source(known.declarations, outer[0])
    takes = (inner[0] in child.required and not inner[1]) or inner in set(passed_aliases(child))
    if not takes and inner not in child.providers and wanted and not wanted.startswith(_DEFAULT):
        message = f"the module `{call.name}` declares no provider configuration `{shown}`"
        remedy = f"add it to configuration_aliases in {child.module.folder.name}"
        known.report.add(call.page, codes.PROVIDERS, entry.key.start, message, remedy)
    elif wanted and offered and wanted != offered:
        message = f"`{shown}` of the module `{call.name}` is another provider: {wanted}"
        remedy = f"pass a configuration of it; this one is of {offered}"
        known.report.add(call.page, codes.PROVIDERS, entry.value.start, message, remedy)


def _source(declarations: Declarations, name: str) -> str | None:
    """The whole address of the provider of a local name; None where it cannot be told."""
    entry = declarations.required.get(name)
    if entry is None:
        return None if declarations.opaque else address(local_name(name))
    source = next((one for one in entry.attribute.entries if one.name == "source"), None)
    if source is None:
        return address(name)
    return address(_text(source)) if _text(source) else None


def _text(attribute: Attribute) -> str:
    value = attribute.literal.value if attribute.literal else None
    return value if isinstance(value, str) else ""
