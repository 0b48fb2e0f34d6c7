"""TFG002: a suppression that gives no reason, or no code that can be understood."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.suppression import suppressions

_FORM = "write # tfgen:ignore=TFG101 and then why, for example who checked it"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each suppression without a reason or without codes."""
    for file in subject.module.files:
        for one in suppressions(file):
            if not one.codes:
                message = "this suppression names no rule, so it has no effect"
                yield RULE.finding(file.path, one.position, message, _FORM)
            elif not one.reason:
                codes = ", ".join(sorted(one.codes))
                message = f"this suppression of {codes} does not say why"
                yield RULE.finding(file.path, one.position, message, _FORM)


RULE = Rule("TFG002", "suppression without a reason", "warning", check)
