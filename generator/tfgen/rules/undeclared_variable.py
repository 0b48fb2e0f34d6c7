"""TFG101: `var.x` where no `variable "x"` is declared."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of a variable that the module does not declare."""
    module = subject.module
    for use in module.uses:
        name = use.address[0]
        if use.kind != "var" or module.opaque or name in module.variables:
            continue
        remedy = declare_or_rename("the variable", name, module.variables, "var.")
        yield RULE.finding(
            use.file.path, use.position, f"the variable `{name}` is not declared", remedy
        )


RULE = Rule("TFG101", "undeclared variable", "error", check)
