"""Versions of providers and the constraints that modules put on them, read as Terraform does.

https://developer.hashicorp.com/terraform/language/expressions/version-constraints. What that page
leaves open was found by `terraform init` (1.11.4) against a mirror of many versions: `~> 1` is
`>= 1, < 2`; a pre-release is taken only where a constraint names exactly that version; a `v` in
front, a fourth number, wildcards and an empty constraint are errors.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_CONSTRAINT = re.compile(rf"\s*(=|!=|>=|<=|>|<|~>)?\s*({_VERSION.pattern})\s*")
_HUGE = 10**9
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


@total_ordering
@dataclass(frozen=True)
class Version:
    """A version: its three numbers, and the pre-release after the hyphen (empty: a release)."""

    numbers: tuple[int, int, int]
    pre: str = ""

    @property
    def major(self) -> int:
        """The first number."""
        return self.numbers[0]

    def __str__(self) -> str:
        """`5.100.0`, `6.0.0-beta1`."""
        return ".".join(map(str, self.numbers)) + (f"-{self.pre}" if self.pre else "")

    @property
    def only(self) -> Constraints:
        """The condition that only this version meets."""
        return Constraints((Constraint("=", self),))

    def __lt__(self, other: Version) -> bool:
        """The order of semantic versions: a pre-release stands before its release."""
        return self._key() < other._key()

    def _key(self) -> tuple[object, ...]:
        parts = [
            (0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split(".")
        ]
        return (self.numbers, not self.pre, parts)


@dataclass(frozen=True)
class Constraint:
    """One condition, `~> 5.0`: operator, version, and how many of its numbers were given."""

    operator: str
    version: Version
    given: int = 3

    def __str__(self) -> str:
        """As it can be written: `~> 5.0`."""
        if self.given < len(self.version.numbers):
            numbers = ".".join(map(str, self.version.numbers[: self.given]))
            return f"{self.operator} {numbers}"
        return f"{self.operator} {self.version}"

    def admits(self, version: Version) -> bool:
        """Whether `version` meets this condition by the order of versions alone."""
        if self.operator != "~>":
            return _ORDER[self.operator](version, self.version)
        kept = max(self.given - 1, 1)
        return version >= self.version and version.numbers[:kept] == self.version.numbers[:kept]


@dataclass(frozen=True)
class Constraints:
    """Conditions that a version has to meet all together; none admits every release."""

    conditions: tuple[Constraint, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any condition."""
        return bool(self.conditions)

    def __str__(self) -> str:
        """As it can be written: `>= 5.0, < 6`."""
        return ", ".join(map(str, self.conditions))

    def admit(self, version: Version) -> bool:
        """Whether `version` meets all conditions; a pre-release only where one names it."""
        if version.pre and not any(
            one.operator == "=" and one.version == version for one in self.conditions
        ):
            return False
        return all(one.admits(version) for one in self.conditions)

    def admit_major(self, major: int) -> bool:
        """Whether some release of this major version, published or not, meets all conditions."""
        return any(self.admit(candidate) for candidate in self._candidates(major))

    def __add__(self, other: Constraints) -> Constraints:
        """The conditions of both."""
        return Constraints(self.conditions + other.conditions)

    def _candidates(self, major: int) -> Iterable[Version]:
        """Every version at which the answer can change, and its next few neighbours."""
        yield Version((major, 0, 0))
        yield Version((major, _HUGE, 0))
        for one in self.conditions:
            first, second, third = one.version.numbers
            if first == major:
                yield one.version
                for step in range(len(self.conditions) + 1):
                    yield Version((first, second, third + step))
                yield Version((first, second, _HUGE))


ANY = Constraints()


def parse_version(text: str) -> Version | None:
    """A version such as `5.100.0`, `5.1` or `6.0.0-beta1`; None when it is none."""
    match = _VERSION.fullmatch(text.strip())
    return _version(match.groups()) if match else None


def parse_constraints(text: str) -> Constraints | None:
    """Conditions separated by commas; None where Terraform refuses the text."""
    found = [_CONSTRAINT.fullmatch(part) for part in text.split(",")]
    conditions = []
    for match in found:
        if match is None:
            return None
        sign, _, *parts = match.groups()
        given = sum(part is not None for part in parts[:3])
        conditions.append(Constraint(sign or "=", _version(parts), given))
    return Constraints(tuple(conditions))


def _version(parts: Iterable[str | None]) -> Version:
    first, second, third, pre = parts
    return Version((int(first or 0), int(second or 0), int(third or 0)), pre or "")
