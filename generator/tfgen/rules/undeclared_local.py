"""TFG102: `local.x` where no `locals` block sets `x`."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of a local value that the module does not set."""
    module = subject.module
    for use in module.uses:
        name = use.address[0]
        if use.kind != "local" or module.opaque or name in module.locals:
            continue
        remedy = declare_or_rename("the local value", name, module.locals, "local.")
        yield RULE.finding(
            use.file.path, use.position, f"the local value `{name}` is not declared", remedy
        )


RULE = Rule("TFG102", "undeclared local value", "error", check)
