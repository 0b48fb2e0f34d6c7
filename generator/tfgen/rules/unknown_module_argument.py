"""TFG202: an argument of a local module call for which the module has no variable."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, nearest

# https://developer.hashicorp.com/terraform/language/block/module
_OF_TERRAFORM = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each argument that a local module lacks."""
    module = subject.module
    for file, call in module.blocks("module"):
        name = call.labels[0] if call.labels else ""
        called = module.local_modules.get(name)
        if called is None or called.opaque:
            continue
        for argument in call.body.attributes:
            if argument.name in _OF_TERRAFORM or argument.name in called.variables:
                continue
            close = nearest(argument.name, called.variables)
            add = f"remove it, or declare the variable in {called.folder.name}"
            remedy = f"did you mean `{close}`? if not, {add}" if close else add
            message = f"the module `{name}` has no variable `{argument.name}`"
            yield RULE.finding(file.path, argument.position, message, remedy)


RULE = Rule("TFG202", "argument that a local module lacks", "error", check)
