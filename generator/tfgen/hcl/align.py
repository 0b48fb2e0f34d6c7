"""Aligns `=` as `terraform fmt` does, so that templates need not count spaces.

The rule is that of hclwrite's formatter: in a run of consecutive lines that each hold a whole
`name = value`, the `=` stand in one column; a line of any other kind ends the run, and so does a
value that goes on over several lines.
https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
"""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED_KEY = re.compile(r'"(?:[^"\\]|\\.)*"')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[()\[\]{}]")


def align(text: str) -> str:
    """`text`, fmt-clean but for the columns of `=`, with these put right."""
    # No run goes on over an empty line, and most paragraphs are the same in every stack.
    return "\n\n".join(map(_aligned, text.split("\n\n")))


@lru_cache(maxsize=4096)
def _aligned(paragraph: str) -> str:
    lines = paragraph.split("\n")
    run: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines):
        name, equals, value = line.partition("= ")
        if equals and _is_name(name) and _is_whole(value):
            run.append((number, name.rstrip(), value))
        elif run:
            _close(lines, run)
            run = []
    _close(lines, run)
    return "\n".join(lines)


def _is_name(text: str) -> bool:
    """Whether `text` is what stands before the `=` of an attribute, or of an entry of an object."""
    name = text.strip()
    if text[-1:] != " " or not name:
        return False
    return name.replace("-", "_").isidentifier() or _QUOTED_KEY.fullmatch(name) is not None


def _is_whole(value: str) -> bool:
    """Whether the brackets in `value`, outside of strings, are balanced."""
    if _BRACKETS.search(value) is None:
        return True
    bare = _STRING.sub("", value)
    return sum(map(bare.count, "([{")) == sum(map(bare.count, ")]}"))


def _close(lines: list[str], run: list[tuple[int, str, str]]) -> None:
    if len(run) == 1:
        number, name, value = run[0]
        lines[number] = f"{name} = {value}"
        return
    width = max((len(name) for _, name, _ in run), default=0)
    for number, name, value in run:
        lines[number] = f"{name:<{width}} = {value}"
