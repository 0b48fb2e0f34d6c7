"""What a provider refuses in a known value beyond its type, as its own validation words it.

The checks are recorded from the provider's answers (`tfgen schema pull --probe`). None of them is
ever applied to an unknown or null value: the provider does not do so either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tfgen.provider_schema import forms


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


def known_kind(kind: str) -> bool:
    """Whether this version of tfgen can judge a check of that kind."""
    return kind in _KINDS


def _one_of(allowed: list[Any], value: Any) -> str | None:
    if value in allowed:
        return None
    return f"must be one of {', '.join(map(_shown, allowed))}"


def _one_of_any_case(allowed: list[str], value: Any) -> str | None:
    if str(value).lower() in {one.lower() for one in allowed}:
        return None
    return f"must be one of {', '.join(map(_shown, allowed))}"


def _none_of(refused: list[Any], value: Any) -> str | None:
    return f"must not be {_shown(value)}" if value in refused else None


def _range(limits: list[float | None], value: Any) -> str | None:
    return _between(limits, value, "")


def _length(limits: list[float | None], value: Any) -> str | None:
    # Go counts bytes.
    return _between(limits, len(str(value).encode()), " bytes long")


def _items(limits: list[float | None], value: Any) -> str | None:
    return _between(limits, len(value), " elements")


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
    return "must be a whole number" if value != int(value) else None


def _form(name: str, value: Any) -> str | None:
    return None if forms.FORMS[name].holds(str(value)) else f"must be {forms.FORMS[name].title}"


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


_KINDS = {
    "one_of": _one_of,
    "one_of_any_case": _one_of_any_case,
    "none_of": _none_of,
    "range": _range,
    "length": _length,
    "items": _items,
    "multiple_of": _multiple,
    "whole": _whole,
    "form": _form,
}
