"""TFG001: a file that Terraform cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule


def check(module: Module) -> Iterator[Finding]:
    """One finding for each syntax error of each file."""
    for file in module.files:
        for problem in file.problems:
            yield RULE.finding(file.path, problem.position, problem.message, problem.remedy)


RULE = Rule("TFG001", "syntax error", "error", check)
