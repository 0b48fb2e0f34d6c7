"""TFG005: a file that `terraform fmt` would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tfgen.hcl.lines import Position
from tfgen.rules.frame import Finding, Rule, Subject


def check(_subject: Subject) -> Iterator[Finding]:
    """Nothing: only Terraform knows, and it is asked only where the code is named (`finding`)."""
    return iter(())


def finding(path: Path, old: Sequence[str], new: Sequence[str]) -> Finding:
    """What is wrong with the file `path` of the lines `old`, at the first that `new` has not."""
    same = (number for number, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b)
    line = next(same, min(len(old), len(new)) + 1)
    return RULE.finding(
        path,
        Position(min(line, max(len(old), 1)), 1),
        "terraform fmt would write this file differently",
        "terraform fmt, or let tfgen validate --fix do it",
    )


RULE = Rule("TFG005", "not formatted", "notice", check)
