"""JSON text -> nodes of `syntax.py` with places; strings are templates, as Terraform reads them.

https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tfgen.hcl import syntax
from tfgen.hcl.file import read_text
from tfgen.hcl.lines import Lines
from tfgen.hcl.model import SyntaxProblem
from tfgen.hcl.texts import number

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORDS: dict[str, bool | None] = {"t": True, "f": False, "n": None}
_LENGTHS = {"t": 4, "f": 5, "n": 4}
_MARKER = "TFGEN_END_OF_TEXT"


class JsonError(Exception):
    """The text is no JSON, or one of its strings no template; `problem` says where and why."""

    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class _ConstantError(Exception):
    """NaN or Infinity, which Python reads and JSON does not know."""


def _refuse(name: str) -> Any:
    raise _ConstantError(name)


def read_json(text: str) -> syntax.Expression:
    """The value of a JSON text. Raises `JsonError`, and `RecursionError` for deep nesting."""
    lines = Lines(text)
    try:
        json.loads(text, parse_int=float, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = lines.position(_misfit(text, error.pos))
        raise JsonError(SyntaxProblem(place, f"no JSON: {error.msg}", _MEND)) from None
    except _ConstantError as error:
        outside = _STRING.sub(lambda match: " " * len(match[0]), text)
        place = lines.position(outside.index(str(error)))
        raise JsonError(SyntaxProblem(place, f"no JSON: {error}", _MEND)) from None
    value: syntax.Expression = _Reading(text, lines).value(0)[0]
    return value


def _misfit(text: str, offset: int) -> int:
    """Where Terraform sees an error: at a comma too many, or at what is never closed."""
    before = text[:offset].rstrip()
    if not text[offset:].strip():
        return len(text) - len(text.lstrip())
    return len(before) - 1 if before.endswith(",") and text[offset] in "]}" else offset


_MEND = "check it with: python3 -m json.tool FILE"


@dataclass(frozen=True)
class _Reading:
    """Walks a text that is known to be JSON."""

    text: str
    lines: Lines

    def value(self, at: int) -> tuple[Any, int]:
        """The node that starts at or after `at`, and the offset after it."""
        at = self._skip(at)
        character = self.text[at]
        if character == "{":
            return self._object(at)
        if character == "[":
            return self._tuple(at)
        if character == '"':
            return self._string(at)
        if character in _WORDS:
            end = at + _LENGTHS[character]
            return syntax.Constant(at, end, _WORDS[character]), end
        match = _NUMBER.match(self.text, at)
        end = match.end() if match else at + 1
        return syntax.Constant(at, end, number(self.text[at:end])), end

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _object(self, start: int) -> tuple[syntax.Object, int]:
        entries = []
        at = self._skip(start + 1)
        while self.text[at] != "}":
            key, at = self._string(at)
            value, at = self.value(self._skip(at) + 1)
            entries.append(syntax.Entry(key.start, value.end, key, value))
            at = self._next(at)
        return syntax.Object(start, at + 1, tuple(entries)), at + 1

    def _tuple(self, start: int) -> tuple[syntax.Tuple, int]:
        items = []
        at = self._skip(start + 1)
        while self.text[at] != "]":
            item, at = self.value(at)
            items.append(item)
            at = self._next(at)
        return syntax.Tuple(start, at + 1, tuple(items)), at + 1

    def _next(self, at: int) -> int:
        """After the comma, or at the bracket that closes."""
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _string(self, start: int) -> tuple[Any, int]:
        match = _STRING.match(self.text, start)
        end = match.end() if match else start + 1
        value = json.loads(self.text[start:end])
        if "${" not in value and "%{" not in value:
            return syntax.Text(start, end, value), end
        return self._template(value, start, end), end

    def _template(self, value: str, start: int, end: int) -> Any:
        # A heredoc knows no escapes either.
        node = _parsed(f"<<{_MARKER}\n{value}\n{_MARKER}")
        if node is None:
            place = self.lines.position(start)
            raise JsonError(SyntaxProblem(place, "the template in this string is wrong", _TEMPLATE))
        return moved(_without_last_feed(node), start, end)


_TEMPLATE = "check what stands between ${ and }; for the text ${ write $${"


def _parsed(expression: str) -> Any:
    file = read_text(f"x = {expression}\n", Path("x.tf"))
    if file.body is None or file.problems or len(file.body.attributes) != 1:
        return None
    return file.body.attributes[0].value


def _without_last_feed(node: Any) -> Any:
    """The node without the line feed before a heredoc's end, which is not in the JSON string."""
    if isinstance(node, syntax.Text):
        return replace(node, value=node.value.removesuffix("\n"))
    *parts, last = node.parts
    if isinstance(last, syntax.Text):
        last = replace(last, value=last.value.removesuffix("\n"))
        parts += [last] if last.value else []
    return replace(node, parts=tuple(parts))


def expression(text: syntax.Text) -> Any:
    """The expression that a string holds where Terraform takes names: `"aws_lb.this"`.

    None where it holds none.
    """
    node = _parsed(f"({text.value})") if text.value.strip() and "\n" not in text.value else None
    return None if node is None else moved(node.inner, text.start, text.end)


def moved(node: Any, start: int, end: int) -> Any:
    """The node, with every place in it that of the JSON string which holds it."""
    if isinstance(node, tuple):
        return tuple(moved(each, start, end) for each in node)
    if not hasattr(node, "start"):
        return node
    inner = {one.name: moved(getattr(node, one.name), start, end) for one in fields(node)}
    return type(node)(**inner | {"start": start, "end": end})
