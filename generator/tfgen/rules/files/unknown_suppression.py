"""TFG004: a suppression of a code that no rule has."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.suppression import suppressions


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each code of a suppression that no rule has."""
    # The table of the rules holds this one, so it is complete only when rules are applied.
    from tfgen.rules import ACROSS, RULES

    known = {*(rule.code for rule in RULES), *(rule.code for rule in ACROSS)}
    for file in subject.module.files:
        for one in suppressions(file):
            for code in sorted(one.codes - known):
                near = nearest(code, known)
                yield RULE.finding(
                    file.path,
                    one.position,
                    f"no rule has the code {code}, so this suppression has no effect",
                    f"did you mean {near}? if not, remove it" if near else "remove it",
                )


RULE = Rule("TFG004", "suppression of an unknown code", "warning", check)
