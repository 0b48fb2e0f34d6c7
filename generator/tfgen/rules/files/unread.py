"""TFG007: a file that Terraform takes and tfgen cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.lines import Position
from tfgen.rules.frame import Finding, Rule, Subject

_MESSAGE = "tfgen cannot read this file, so nothing in it, and no name in its module, is checked"
_REMEDY = "split what is nested deeply, or move a part of it into a local"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each file without body and without syntax error: it is beyond the reader."""
    for file in subject.module.files:
        if file.body is None and not file.problems:
            yield RULE.finding(file.path, Position(1, 1), _MESSAGE, _REMEDY)


RULE = Rule("TFG007", "file that tfgen cannot read", "warning", check)
