"""TFG204: a local module call that passes the wrong provider configurations.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Block, File
from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each configuration that a local module lacks, or needs and is not given."""
    module = subject.module
    for file, call in module.blocks("module"):
        name = call.labels[0] if call.labels else ""
        called = module.local_modules.get(name)
        if called is not None and not called.opaque:
            yield from _check_call(file, call, name, called)


def _check_call(file: File, call: Block, name: str, called: Module) -> Iterator[Finding]:
    providers = call.body.attribute("providers")
    given = {entry.name: entry for entry in providers.entries} if providers else {}
    known = {f"{provider}.{alias}" for provider, alias in called.provider_aliases}
    needed = {f"{provider}.{alias}" for provider, alias in called.passed_aliases}
    for key, entry in given.items():
        if "." in key and key not in known:
            message = f"the module `{name}` declares no provider configuration `{key}`"
            remedy = (
                f"add {key} to configuration_aliases in {called.folder.name}, or remove it here"
            )
            yield RULE.finding(file.path, entry.position, message, remedy)
    for key in sorted(needed - set(given)):
        message = f"the module `{name}` needs the provider configuration `{key}`"
        remedy = f"add `providers = {{ {key} = … }}` to this call"
        yield RULE.finding(file.path, call.position, message, remedy)


RULE = Rule("TFG204", "provider configurations of a local module", "error", check)
