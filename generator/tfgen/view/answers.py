"""What a view answers: a value that is known and its place, absent, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from tfgen.evaluate.values import Unknown
from tfgen.hcl.lines import Position

Key: TypeAlias = "str | int | None"
"""The key of an instance: of `for_each` a text, of `count` a number, else None."""


class Place(NamedTuple):
    """Where something is said; `Rule.finding(*place, message, remedy)`."""

    path: Path
    position: Position


class Absent(Enum):
    """The type of `ABSENT`."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Origin:
    """What a value depends on: arguments of module calls, and (not `settled`) defaults."""

    places: tuple[Place, ...] = ()
    settled: bool = True


SETTLED = Origin()


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known, where it is said, and whether it may be another elsewhere.

    `value` is a str, bool, int, Decimal, list, or dict with text as keys; never None. Parts of a
    list or dict may be None or `UNKNOWN`. `place` is the value of the attribute, or the argument of
    the module call that the value depends on. `settled` is False where a variable's default has a
    part in it, which a caller may replace.
    """

    value: object
    place: Place
    settled: bool = True

    @property
    def text(self) -> str | None:
        """The value as Terraform writes it in a string; None for a list or a dict."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value) if isinstance(self.value, str | int | Decimal) else None

    @property
    def number(self) -> int | None:
        """The value as a whole number, where it is one or the text of one."""
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, str):
            return int(self.value) if self.value.isascii() and self.value.isdigit() else None
        return self.value if isinstance(self.value, int) else None

    @property
    def flag(self) -> bool | None:
        """The value as a bool, where it is one or the text of one."""
        return {"true": True, "false": False}.get(self.text or "")

    @property
    def items(self) -> tuple[object, ...]:
        """The elements of a list; none for anything else."""
        return tuple(self.value) if isinstance(self.value, list) else ()


Answer: TypeAlias = Known | Literal[Absent.ABSENT, Unknown.UNKNOWN]
