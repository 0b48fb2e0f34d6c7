"""Why the grammar stopped, in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUE = frozenset({"DBLQUOTE", "LSQB", "LPAR", "INT_LITERAL"})
_HEADER = frozenset({"EQ", "LBRACE"})
_WORDS = {
    "EQ": "`=`",
    "COLON": "`:`",
    "COMMA": "`,`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "RPAR": "`)`",
    "RSQB": "`]`",
    "IN": "`in`",
    "FOR_OBJECT_ARROW": "`=>`",
    "NAME": "a name",
}
_TOKEN = re.compile(r"[\w-]+|\S")
_STRAY = re.compile(r'(?:[\w-]+|"_*")\s*\Z')
_SHOWN = 20


@dataclass(frozen=True)
class Explanation:
    """What is wrong at `offset` (characters from 0), and what to write instead."""

    offset: int
    message: str
    remedy: str


def explain(masked: str, offset: int, expected: frozenset[str]) -> Explanation:
    """Puts into words that `masked` stops to fit the grammar at `offset`.

    `expected` are names of terminals of hcl2's grammar.
    """
    value = expected >= _VALUE
    new_item = {"NAME", "NL_OR_COMMENT"} <= expected and not (value or expected >= _HEADER)
    last = len(masked[:offset].rstrip())
    if not new_item and "\n" in masked[last:offset]:
        offset = last  # What is missing is missing at the end of its line.
    line = masked[masked.rfind("\n", 0, offset) + 1 : offset]
    if new_item:
        remedy = "put each argument on a line of its own, its name first and without quotes"
        return _missing("the name of an argument or block", masked, offset, remedy)
    if value:
        return _missing("a value", masked, offset, "write the value that is missing")
    if expected >= _HEADER or expected == {"LBRACE"}:
        return _header(masked, offset, line)
    words = " or ".join(word for name, word in _WORDS.items() if name in expected)
    remedy = "put a `,` between the items" if "COMMA" in expected else "complete the expression"
    return _missing(words or "something else", masked, offset, remedy)


def _missing(words: str, masked: str, offset: int, remedy: str) -> Explanation:
    return Explanation(offset, f"expected {words}, found {_found(masked, offset)}", remedy)


def _header(masked: str, offset: int, line: str) -> Explanation:
    """The name of an argument or block has no `=` or `{`, or it is no name: `a = b c`."""
    stray = _STRAY.search(line)
    if "=" in line and stray:
        at = offset - len(line) + stray.start()
        message = f"expected the end of the line, found {_found(masked, at)}"
        return Explanation(at, message, "complete the expression, or put each argument on a line")
    remedy = 'an argument is `name = value`, a block is `type "label" {` on one line'
    return _missing("`=` and a value or a block with `{`", masked, offset, remedy)


def _found(masked: str, offset: int) -> str:
    match = _TOKEN.search(masked, offset)
    if match is None:
        return "the end of the file"
    if "\n" in masked[offset : match.start()]:
        return "the end of the line"
    return "a string" if match[0] == '"' else f"`{match[0][:_SHOWN]}`"
