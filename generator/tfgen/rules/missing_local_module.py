"""TFG201: a module call whose source is a folder that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each call of a module in a missing folder."""
    module = subject.module
    for file, call in module.blocks("module"):
        source = call.body.attribute("source")
        name = call.labels[0] if call.labels else ""
        if source is None or module.local_modules.get(name, module) is not None:
            continue
        message = f"the module `{name}` comes from {source.expression}, which is no folder"
        remedy = f"correct the path: it starts from the folder of {file.path.name}"
        yield RULE.finding(file.path, source.position, message, remedy)


RULE = Rule("TFG201", "local module that does not exist", "error", check)
