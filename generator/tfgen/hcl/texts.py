"""What the characters of a number, a string or a heredoc mean.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tfgen.hcl import syntax
from tfgen.hcl.source import Source

_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|([$%])\4\{')
_DOUBLED = re.compile(r"([$%])\1\{")
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}
_LAST_CHARACTER = 0x10FFFF
_ENDLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class Interpolation:
    """`${ inner }`, while the texts beside it are put right."""

    start: int
    end: int
    inner: syntax.Expression


def number(text: str) -> int | float:
    """The value of a number; one that is too long for Python to read is infinite."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return float("inf")


def unescape(text: str) -> str:
    """The value of the text between the quotes of a string without templates."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text or "{" in text else text


def whole(text: str) -> str:
    """The value of a string or heredoc without templates, as its whole text stands in the file."""
    if not text.startswith("<<"):
        return unescape(text[1:-1])
    first, *lines = text.replace("\r\n", "\n").split("\n")
    body = [f"{line}\n" for line in lines[:-1]]
    if first.startswith("<<-"):
        least = min((_indent(line) for line in body if line.strip()), default=0)
        body = [line[least:] if line.strip() else line for line in body]
    return _DOUBLED.sub(r"\1{", "".join(body))


def parts(source: Source, start: int, found: tuple[Any, ...]) -> tuple[syntax.Part, ...]:
    """The parts of the string or heredoc that starts at `start`, each text as its value.

    `~` next to a template takes away the space on its side, up to the end of the line; `<<-` takes
    away the indent that all lines have.
    """
    text = source.text
    heredoc = text.startswith("<<", start)
    lines = [
        line
        for one in _flat(found)
        for line in (_lines(text, one, heredoc) if one else [_Line(0, None)])
    ]
    if text.startswith("<<-", start):
        _flush(lines)
    values: dict[int, str] = {}
    for line in lines:
        if line.value is not None:
            values[line.part] = values.get(line.part, "") + line.value
    if heredoc:
        values = {at: _DOUBLED.sub(r"\1{", value) for at, value in values.items()}
    return _with(found, values)


@dataclass
class _Line:
    """A line of the text that starts at `part`, or its rest; None stands for a template."""

    part: int
    value: str | None


def _flat(found: tuple[Any, ...]) -> Iterator[syntax.Text | None]:
    """The texts in their order, with None for each template and each end of a directive."""
    for part in found:
        if isinstance(part, syntax.Text):
            yield part
            continue
        yield None
        if isinstance(part, syntax.IfDirective):
            yield from _flat(part.then)
            yield None
            yield from _flat(part.otherwise)
            yield None
        elif isinstance(part, syntax.ForDirective):
            yield from _flat(part.parts)
            yield None


def _lines(text: str, part: syntax.Text, heredoc: bool) -> list[_Line]:
    value = text[part.start : part.end]
    made = _split(value.replace("\r\n", "\n")) if heredoc else [unescape(value)]
    if text[part.start - 2 : part.start] == "~}":
        made[0] = made[0].lstrip()
    if text[part.end : part.end + 3] in ("${~", "%{~"):
        made[-1] = made[-1].rstrip()
    return [_Line(part.start, each) for each in made]


def _split(value: str) -> list[str]:
    """The lines of a text, each with its line feed."""
    made = [f"{line}\n" for line in value.split("\n")]
    made[-1] = made[-1][:-1]
    return made if made[-1] or len(made) == 1 else made[:-1]


def _flush(lines: list[_Line]) -> None:
    """Takes the least indent off every line that starts here."""
    least, fresh, indented = _ENDLESS, True, []
    for line in lines:
        value = line.value
        if fresh and not (value is not None and not value.strip() and value.endswith("\n")):
            least = min(least, _indent(value or ""))
            if value is not None:
                indented.append(line)
        fresh = value is not None and value.endswith("\n")
    for line in indented:
        line.value = (line.value or "")[least:]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _with(found: tuple[Any, ...], values: Mapping[int, str]) -> tuple[syntax.Part, ...]:
    return tuple(_part(part, values) for part in found)


def _part(part: Any, values: Mapping[int, str]) -> syntax.Part:
    match part:
        case syntax.Text():
            return syntax.Text(part.start, part.end, values.get(part.start, ""))
        case Interpolation():
            return part.inner
        case syntax.IfDirective(start, end, condition, then, otherwise):
            made = _with(then, values), _with(otherwise, values)
            return syntax.IfDirective(start, end, condition, *made)
        case _:
            inner = _with(part.parts, values)
            return syntax.ForDirective(
                part.start, part.end, part.key, part.value, part.collection, inner
            )


def _unescaped(match: re.Match[str]) -> str:
    named, short, long, sign = match.groups()
    if named:
        return _NAMED.get(named, named)
    if sign:
        return f"{sign}{{"
    code = int(short or long, 16)
    return chr(code) if code <= _LAST_CHARACTER else match[0]
