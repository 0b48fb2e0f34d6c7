"""TFG818: a stack that does not say which Terraform it needs.

https://developer.hashicorp.com/terraform/language/terraform#terraform-required_version
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.roots import is_root


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for a stack without `required_version`."""
    module = subject.module
    settings = list(module.blocks("terraform"))
    if module.opaque or not is_root(module):
        return
    if any(block.body.attribute("required_version") for _, block in settings):
        return
    places = settings or list(module.blocks("provider"))
    for file, block in places[:1]:
        message = "nothing says which versions of Terraform this works with"
        yield RULE.finding(file.path, block.position, message, 'required_version = ">= 1.10"')


RULE = Rule("TFG818", "no version of Terraform required", "notice", check)
