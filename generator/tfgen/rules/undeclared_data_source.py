"""TFG104: `data.aws_x.y` where no `data "aws_x" "y"` is declared."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject, declare_or_rename


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each use of a data source that the module does not declare."""
    module = subject.module
    for use in module.uses:
        if use.kind != "data" or module.opaque or use.address in module.data_sources:
            continue
        name = ".".join(use.address)
        known = [".".join(labels) for labels in module.data_sources]
        remedy = declare_or_rename("the data source", name, known, "data.")
        yield RULE.finding(
            use.file.path, use.position, f"the data source `data.{name}` is not declared", remedy
        )


RULE = Rule("TFG104", "undeclared data source", "error", check)
