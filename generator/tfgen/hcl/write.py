"""Python values -> HCL text, in the form that `terraform fmt` leaves alone.

The escapes are those of the HCL native syntax, "Quoted Templates":
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions.
Alignment follows `hclwrite`'s formatter: the `=` of consecutive one-line entries stand in one
column, and an entry whose value spans lines ends such a group.
Terraform normalises every string to Unicode NFC when it reads it; the text written here is not
normalised, so a value that is not in NFC arrives in Terraform as its NFC form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from tfgen.errors import InputError

WIDTH = 80
"""A list of scalars stands on one line while it ends before this column."""

_STEP = 2
_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Control characters; line separators, at which editors break a line; the BOM; and the marks that
# reorder what a reviewer sees (CVE-2021-42574, "Trojan Source").
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]'
)
_TEMPLATE_MARK = re.compile(r"([$%])\{")
_SURROGATE = re.compile("[\ud800-\udfff]")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
# As the first key of an object `for` starts a for expression, and `null`, `true` and `false` are
# read as values; the others are legal but confuse readers other than Terraform.
_NOT_BARE = frozenset({"for", "in", "if", "else", "endif", "endfor", "null", "true", "false"})
# fmt aligns by grapheme clusters. A key may keep the letters that are one cluster each and never
# join their neighbours: Latin, Greek, Cyrillic, kana, CJK ideographs, Hangul syllables.
_JOINING = re.compile(
    "[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u3041-\u3096"
    "\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)


class Raw(str):
    """HCL text that is passed through as it is, such as the reference `local.name`."""

    __slots__ = ()


def quote(value: str) -> str:
    r"""Gives `value` as a quoted HCL string whose value in Terraform is `value`.

    `"`, `\`, newline, carriage return and tab get their short escapes, other control characters,
    line separators and marks of text direction `\uXXXX`; `${` becomes `$${`, `%{` becomes `%%{`;
    every other character is kept.

    Raises `InputError` for a lone surrogate, which no UTF-8 file can hold.
    """
    if _SURROGATE.search(value):
        raise InputError(
            f"the text {value!a} holds half of a surrogate pair, which no file can hold",
            hint="write the whole character, or remove the \\ud800-\\udfff escape from the value",
        )
    return '"' + _TEMPLATE_MARK.sub(r"\1\1{", _ESCAPED.sub(_escape, value)) + '"'


def expression(value: object, indent: int = 0) -> str:
    """Gives `value` as HCL text in the form of `terraform fmt`.

    `value` is a `Raw`, str, int, float, bool, None, or a list, tuple or mapping (keys: str) of
    such values. `indent` is the column, in spaces, of the line that the text starts on: the
    first line of the text carries no indent, the others carry at least this one. A `Raw` of
    several lines is not re-indented.

    Raises `InputError` for infinity, NaN and a lone surrogate, `TypeError` for another type.
    """
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if value is None or isinstance(value, (bool, int, float)):
        return _scalar(value)
    if isinstance(value, Mapping):
        return _mapping(value, indent)
    if isinstance(value, (list, tuple)):
        return _list(value, indent)
    raise TypeError(f"no HCL for a value of type {type(value).__name__}: {value!r}")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _NAMED_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _escape_wide(match: re.Match[str]) -> str:
    return f"\\U{ord(match[0]):08x}"


def _scalar(value: bool | int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"HCL has no number {value}", hint="write a finite number")
    return repr(value)


def _list(values: Sequence[object], indent: int) -> str:
    if not values:
        return "[]"
    if all(_is_short(value) for value in values):
        line = "[" + ", ".join(expression(value) for value in values) + "]"
        if indent + len(line) <= WIDTH:
            return line
    inner = indent + _STEP
    lines = [f"{' ' * inner}{expression(value, inner)},\n" for value in values]
    return "[\n" + "".join(lines) + " " * indent + "]"


def _is_short(value: object) -> bool:
    """Whether a value may share its line with others: no container, no text of several lines."""
    if isinstance(value, Raw):
        return "\n" not in value
    return value is None or isinstance(value, (str, bool, int, float))


def _mapping(values: Mapping[str, object], indent: int) -> str:
    if not values:
        return "{}"
    inner = indent + _STEP
    entries = [(_key(key), expression(value, inner)) for key, value in values.items()]
    lines: list[str] = []
    group: list[tuple[str, str]] = []
    for key, text in entries:
        if text.partition("\n")[0].endswith(("(", "[", "{")):
            lines += [*_aligned(group), f"{key} = {text}"]
            group = []
        else:
            group.append((key, text))
    lines += _aligned(group)
    return "{\n" + "".join(f"{' ' * inner}{line}\n" for line in lines) + " " * indent + "}"


def _aligned(group: list[tuple[str, str]]) -> list[str]:
    width = max((len(key) for key, _ in group), default=0)
    return [f"{key:<{width}} = {text}" for key, text in group]


def _key(key: str) -> str:
    if isinstance(key, Raw):
        return str(key)
    if _IDENTIFIER.match(key) and key not in _NOT_BARE:
        return key
    return _JOINING.sub(_escape_wide, quote(key))
