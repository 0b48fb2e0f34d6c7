"""Names that were likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The name among `known` that `name` was likely meant to be; empty when none is near."""
    return next(iter(get_close_matches(name, sorted(known), n=1)), "")


def declare_or_rename(kind: str, name: str, known: Iterable[str], prefix: str = "") -> str:
    """The remedy for a name that is not declared: the nearest one, or how to declare it.

    `prefix` stands before each name in an expression, as `var.` does.
    """
    close = nearest(name, known)
    if close:
        return f"did you mean {prefix}{close}? if not, declare {kind} `{name}`"
    return f"declare {kind} `{name}`, or correct the name"
