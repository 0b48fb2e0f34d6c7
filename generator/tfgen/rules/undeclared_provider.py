"""TFG107: `aws.x` where no provider configuration of that alias is declared.

https://developer.hashicorp.com/terraform/language/meta-arguments/module-providers
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Attribute, Block, File
from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename

_BLOCKS = ("resource", "data", "ephemeral", "import", "action")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each provider configuration that is named and not declared."""
    module = subject.module
    if module.opaque:
        return
    for file, attribute, names in _named(module):
        if not names[1:] or names[:2] in module.provider_aliases:
            continue
        name, alias = names[:2]
        known = [f"{name}.{alias}" for name, alias in module.provider_aliases]
        remedy = declare_or_rename("the provider configuration", f"{name}.{alias}", known)
        message = f'no `provider "{name}"` has the alias `{alias}`'
        yield RULE.finding(file.path, attribute.position, message, remedy)


def _named(module: Module) -> Iterator[tuple[File, Attribute, tuple[str, ...]]]:
    for block_type in _BLOCKS:
        for file, block in module.blocks(block_type):
            yield from _of_block(file, block)
    for file, check_block in module.blocks("check"):
        for data in check_block.body.of_type("data"):
            yield from _of_block(file, data)
    for file, call in module.blocks("module"):
        providers = call.body.attribute("providers")
        for entry in providers.entries if providers else ():
            yield file, entry, _names(entry)


def _of_block(file: File, block: Block) -> Iterator[tuple[File, Attribute, tuple[str, ...]]]:
    attribute = block.body.attribute("provider")
    if attribute:
        yield file, attribute, _names(attribute)


def _names(attribute: Attribute) -> tuple[str, ...]:
    """`aws.x` as names; Terraform takes the text "aws.x" too."""
    if attribute.literal:
        return tuple(str(attribute.literal.value).split("."))
    return attribute.references[0].names if attribute.references else ()


RULE = Rule("TFG107", "undeclared provider configuration", "error", check)
