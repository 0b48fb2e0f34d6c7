"""TFG203: a local module call without an argument that the module requires."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Block, Body
from tfgen.rules.frame import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each call that lacks required arguments."""
    module = subject.module
    for name, called in module.local_modules.items():
        if called is None or called.opaque or module.opaque:
            continue
        # An override file may hold a second block with further arguments of the same call.
        calls = [found for found in module.blocks("module") if found[1].labels == (name,)]
        bodies = [body for _, call in calls for body in _bodies(call)]
        given = {argument.name for body in bodies for argument in body.attributes}
        missing = [
            f"`{variable}`"
            for variable, required in called.variables.items()
            if required and variable not in given
        ]
        if missing:
            file, call = calls[0]
            message = f"the module `{name}` needs {', '.join(missing)}"
            remedy = "add the argument, or give the variable a default in the module"
            yield RULE.finding(file.path, call.position, message, remedy)


def _bodies(call: Block) -> list[Body]:
    """Where the arguments of a call stand; `_` holds those named like Terraform's own."""
    return [call.body, *(escaped.body for escaped in call.body.of_type("_"))]


RULE = Rule("TFG203", "missing argument of a local module", "error", check)
