"""TFG103: `aws_x.y` where no `resource "aws_x" "y"` is declared; ephemeral resources too."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename

_PREFIX = {"resource": "", "ephemeral": "ephemeral."}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of a resource that the module does not declare."""
    module = subject.module
    declared = {kind: module.declared(kind) for kind in _PREFIX}
    for use in module.uses:
        if use.kind not in _PREFIX or module.opaque or use.address in declared[use.kind]:
            continue
        name = ".".join(use.address)
        known = [".".join(labels) for labels in declared[use.kind]]
        prefix = _PREFIX[use.kind]
        message = f"the resource `{prefix}{name}` is not declared"
        remedy = declare_or_rename("the resource", name, known, prefix)
        yield RULE.finding(use.file.path, use.position, message, remedy)


RULE = Rule("TFG103", "undeclared resource", "error", check)
