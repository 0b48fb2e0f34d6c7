"""Aligns `=` as `terraform fmt` does, so that templates need not count spaces.

The rule is that of hclwrite's formatter: in a run of consecutive lines that each hold a whole
`name = value`, the `=` stand in one column; a line of any other kind ends the run, and so does a
value that goes on over several lines.
https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
"""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r'^(\s*(?:[\w.-]+|"(?:[^"\\]|\\.)*"))\s*= (.*)$', re.ASCII)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def align(text: str) -> str:
    """`text`, fmt-clean but for the columns of `=`, with these put right."""
    lines = text.split("\n")
    run: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines):
        found = _ASSIGNMENT.match(line) if " = " in line else None
        if found and _whole(found[2]):
            run.append((number, found[1], found[2]))
        elif run:
            _close(lines, run)
            run = []
    _close(lines, run)
    return "\n".join(lines)


def _whole(value: str) -> bool:
    """Whether the brackets in `value`, outside of strings, are balanced."""
    if value[-1:] not in "([{" and "(" not in value and "[" not in value and "{" not in value:
        return True
    bare = _STRING.sub("", value)
    opened = sum(map(bare.count, "([{"))
    return opened == sum(map(bare.count, ")]}"))


def _close(lines: list[str], run: list[tuple[int, str, str]]) -> None:
    width = max((len(name) for _, name, _ in run), default=0)
    for number, name, value in run:
        lines[number] = f"{name.ljust(width)} = {value}"
