"""TFG003: a suppression that silences nothing (any more)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tfgen.hcl.module import Module
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.suppression import LASTING, suppressions

_REMEDY = "remove it; version control remembers why it was there"


def check(_subject: Subject) -> Iterator[Finding]:
    """Nothing: what is unused shows only when all other rules have been applied (`unused`)."""
    return iter(())


def unused(found: Iterable[Finding], module: Module, applied: Collection[str]) -> Iterator[Finding]:
    """One finding for each code of a suppression that silences none of `found`.

    `found` are the findings of a module before anything is silenced, `applied` the codes of the
    rules that gave them. In a module that is only partly understood rules keep still about what
    they cannot see, and a suppression may well be needed elsewhere: nothing is reported.
    """
    if module.opaque or any(file.problems for file in module.files):
        return
    places = {(finding.path, finding.line, finding.code) for finding in found}
    for file in module.files:
        for one in suppressions(file):
            for code in sorted(one.codes & set(applied) - LASTING):
                if (file.path, one.line, code) not in places:
                    message = f"this suppression of {code} silences nothing"
                    yield RULE.finding(file.path, one.position, message, _REMEDY)


RULE = Rule("TFG003", "unused suppression", "warning", check)
