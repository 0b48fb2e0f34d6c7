"""TFG001: a file that Terraform cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each syntax error of each file."""
    module = subject.module
    for file in module.files:
        for problem in file.problems:
            yield RULE.finding(file.path, problem.position, problem.message, problem.remedy)


RULE = Rule("TFG001", "syntax error", "error", check)
