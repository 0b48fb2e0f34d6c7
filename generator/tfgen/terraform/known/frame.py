"""What a known error is: how it is recognised, what it means, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What a message may leave out of the names that an explanation is made of.
_UNNAMED = {
    "action": "what it tried",
    "created": "a time that the lock does not tell",
    "id": "LOCK_ID",
    "principal": "the caller",
    "resource": "the resource",
    "who": "somebody",
}


@dataclass(frozen=True)
class Explained:
    """What an error means, and the next step: a command, or what to change."""

    meaning: str
    remedy: str


@dataclass(frozen=True)
class Known:
    """A row of the table of known errors.

    `pattern` is searched in a message whose lines are joined by spaces; its named groups fill
    `{…}` in `meaning` and `remedy`. A message that `unless` is found in belongs to another row.
    `source` says where message and remedy are from. `passes` tells why a plan is worth another
    try, and is empty where it is not.
    """

    code: str
    pattern: re.Pattern[str]
    meaning: str
    remedy: str
    source: str
    unless: re.Pattern[str] | None = None
    passes: str = ""

    def explained(self, message: str) -> Explained | None:
        """The explanation of a message on one line; None where it is not this error.

        `{terraform}` stays in the remedy, for whoever knows the stack.
        """
        found = self.pattern.search(message)
        if not found or (self.unless and self.unless.search(message)):
            return None
        named = {name: value for name, value in found.groupdict().items() if value}
        names: Mapping[str, str] = {**_UNNAMED, "terraform": "{terraform}", **named}
        return Explained(self.meaning.format_map(names), self.remedy.format_map(names))


def known(
    code: str,
    pattern: str,
    meaning: str,
    remedy: str,
    source: str,
    *,
    unless: str = "",
    passes: str = "",
) -> Known:
    """A row, its regular expressions compiled."""
    excluded = re.compile(unless) if unless else None
    return Known(code, re.compile(pattern), meaning, remedy, source, excluded, passes)
