"""GitHub's expressions, as far as tfgen's workflows use them.

https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:('(?:[^']|'')*')|(\d+)|([A-Za-z_][\w-]*(?:\.(?:[\w-]+|\*))*)|(&&|\|\||==|!=|[!()>,]))"
)
_WHOLE = re.compile(r"\$\{\{(.*?)\}\}", re.S)


class Expressions:
    """Evaluates against contexts: github, matrix, needs, steps, secrets, inputs, env."""

    def __init__(self, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]):
        self._contexts, self._functions = contexts, functions

    def text(self, value: Any) -> str:
        """A value of a workflow with each `${{ }}` in it evaluated."""
        return _WHOLE.sub(lambda found: _text(self.value(found[1])), _text(value))

    def holds(self, condition: Any) -> bool:
        """An `if:`, with or without `${{ }}`; one without a status function needs success."""
        text = str(condition)
        whole = _WHOLE.fullmatch(text)
        inner = whole[1] if whole else text
        value = self.value(inner)
        if not re.search(r"\b(always|cancelled|failure|success)\(", inner):
            return bool(value) and bool(self._functions["success"]())
        return bool(value)

    def value(self, expression: str) -> Any:
        """The value of what stands between the braces."""
        tokens, end = [], 0
        while match := _TOKEN.match(expression, end):
            tokens.append(match[0].strip())
            end = match.end()
        assert not expression[end:].strip(), expression
        self._rest = tokens
        found = self._either()
        assert not self._rest, expression
        return found

    def _either(self) -> Any:
        found = self._both()
        while self._take("||"):
            other = self._both()
            found = found or other
        return found

    def _both(self) -> Any:
        found = self._compared()
        while self._take("&&"):
            other = self._compared()
            found = found and other
        return found

    def _compared(self) -> Any:
        found = self._single()
        for sign, compare in (
            ("==", lambda one, two: one == two),
            ("!=", lambda one, two: one != two),
            (">", lambda one, two: _number(one) > _number(two)),
        ):
            if self._take(sign):
                return compare(found, self._single())
        return found

    def _single(self) -> Any:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            found = self._either()
            assert self._take(")")
            return found
        token = self._rest.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdigit():
            return int(token)
        if self._take("("):
            arguments = []
            while not self._take(")"):
                arguments.append(self._either())
                self._take(",")
            return self._functions[token](*arguments)
        return self._looked_up(token.split("."))

    def _looked_up(self, path: list[str]) -> Any:
        # An unknown context is a mistake; an unknown name in one is empty, as it is at GitHub.
        return _below(self._contexts[path[0]], path[1:])

    def _take(self, token: str) -> bool:
        if self._rest and self._rest[0] == token:
            self._rest.pop(0)
            return True
        return False


def _below(found: Any, path: list[str]) -> Any:
    if not path:
        return found
    if not isinstance(found, Mapping):
        return ""
    if path[0] == "*":
        # Of each thing in it the same.
        return [_below(one, path[1:]) for one in found.values()]
    return _below(found.get(path[0], ""), path[1:])


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _number(value: Any) -> float:
    return float(value) if str(value).strip() else 0.0
