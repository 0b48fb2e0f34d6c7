"""What a provider refuses in a known value beyond its type, as its own validation words it.

The checks are recorded from the provider's answers (`tfgen schema pull --probe`). None of them is
ever applied to an unknown or null value: the provider does not do so either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tfgen.provider_schema.forms import FORMS


@dataclass(frozen=True)
class Check:
    """One condition on a value: `kind` is a name of `_KINDS`, `argument` what it compares with."""

    kind: str
    argument: Any

    def refusal(self, value: Any) -> str | None:
        """Why the provider refuses `value` (a str, int, float, bool, or a list); None: it does not.

        The text follows on "the value": `must be one of "a", "b"`.
        """
        return _KINDS[self.kind](self.argument, value)


def known_kind(kind: str, argument: Any) -> bool:
    """Whether this version of tfgen can judge such a check."""
    if kind in {"form", "form_or_empty"}:
        return argument in FORMS
    return kind in _KINDS and (kind != "matches" or _compiled(argument) is not None)


def _one_of(allowed: list[Any], value: Any) -> str | None:
    return None if value in allowed else f"must be one of {', '.join(map(_shown, allowed))}"


def _one_of_any_case(allowed: list[str], value: Any) -> str | None:
    folded = {one.casefold() for one in allowed}
    return None if str(value).casefold() in folded else _one_of(allowed, value)


def _range(limits: list[float | None], value: Any) -> str | None:
    return _between(limits, value, "")


def _length(limits: list[float | None], value: Any) -> str | None:
    # Some providers count bytes and some characters: what fits by either count is accepted.
    sizes = {len(str(value)), len(str(value).encode())}
    refusals = [_between(limits, size, " characters long") for size in sorted(sizes)]
    return refusals[0] if all(refusals) else None


def _items(limits: list[float | None], value: Any) -> str | None:
    return _between(limits, len(value), " elements long")


def _between(limits: list[float | None], size: float, unit: str) -> str | None:
    low, high = limits
    if (low is None or size >= low) and (high is None or size <= high):
        return None
    if low is not None and high is not None:
        return f"must be from {low} to {high}{unit}"
    return f"must be at least {low}{unit}" if high is None else f"must be at most {high}{unit}"


def _multiple(step: int, value: Any) -> str | None:
    return f"must be a multiple of {step}" if value % step else None


def _whole(_: Any, value: Any) -> str | None:
    return None if value == int(value) else "must be a whole number"


def _form(name: str, value: Any) -> str | None:
    form = FORMS[name]
    return None if form.holds(str(value)) else f"must be {form.title}"


def _form_or_empty(name: str, value: Any) -> str | None:
    return _form(name, value) if value else None


def _matches(pattern: str, value: Any) -> str | None:
    compiled = _compiled(pattern)
    if compiled is None or compiled.search(str(value)):
        return None
    return f"must match the regular expression {pattern}"


def _refused_characters(refused: str, value: Any) -> str | None:
    found = [one for one in str(value) if one in refused]
    return f"must not contain {_shown(found[0])}" if found else None


def _first(refused: str, value: Any) -> str | None:
    first = str(value)[:1]
    return f"must not begin with {_shown(first)}" if first and first in refused else None


def _last(refused: str, value: Any) -> str | None:
    last = str(value)[-1:]
    return f"must not end with {_shown(last)}" if last and last in refused else None


def _refused_text(refused: list[str], value: Any) -> str | None:
    found = [one for one in refused if one in str(value)]
    return f"must not contain {_shown(found[0])}" if found else None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A regular expression of Go's as Python's; None for one that does not read the same."""
    # `$` is the end of the text in Go, and also stands before a last newline in Python.
    text = re.sub(r"(?<!\\)\$$", r"\\Z", pattern.replace(r"\z", r"\Z"))
    if re.search(r"\[\[:|\\[pPQCab]|\(\?[a-zA-Z]*[-:]|\(\?[a-z]*U", text.replace("(?:", "")):
        return None
    try:
        return re.compile(text, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


_KINDS: Mapping[str, Callable[[Any, Any], str | None]] = {
    "one_of": _one_of,
    "one_of_any_case": _one_of_any_case,
    "range": _range,
    "length": _length,
    "items": _items,
    "multiple_of": _multiple,
    "whole": _whole,
    "form": _form,
    "form_or_empty": _form_or_empty,
    "matches": _matches,
    "refused_characters": _refused_characters,
    "refused_first": _first,
    "refused_last": _last,
    "refused_text": _refused_text,
}
