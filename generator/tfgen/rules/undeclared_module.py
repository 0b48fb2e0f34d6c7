"""TFG105: `module.x` where no `module "x"` is called."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of a module that is not called."""
    module = subject.module
    for use in module.uses:
        name = use.address[0]
        if use.kind != "module" or module.opaque or name in module.modules:
            continue
        remedy = declare_or_rename("the module", name, module.modules, "module.")
        yield RULE.finding(
            use.file.path, use.position, f"the module `{name}` is not called here", remedy
        )


RULE = Rule("TFG105", "undeclared module", "error", check)
