"""Version constraints on Terraform itself and on modules, read as HashiCorp's go-version does.

Unlike those on providers (provider_schema/versions.py) they take a `v` before a version, any
number of segments, and a pre-release without a hyphen. What go-version makes of `~>`, `terraform
validate` (1.11.4) was asked: `~> 1` and `~> 0` admit every later release, and a condition of four
segments no version of three.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_PRE = (
    r"-[0-9]+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*|-?[A-Za-z~-]+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*"
)
_META = r"\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*"
# Python makes no number of thousands of digits.
_NUMBER = "[0-9]{1,99}"
_SPACE = r"[ \t\n\f\r]*"
_CONDITION = re.compile(
    rf"{_SPACE}(=|!=|>=|<=|>|<|~>)?{_SPACE}v?({_NUMBER}(?:\.{_NUMBER})*)({_PRE})?(?:{_META})?{_SPACE}"
)
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_LARGEST = 2**63 - 1
_LENGTH = 3
_HUGE = 10**9
Release = tuple[int, int, int]


@dataclass(frozen=True)
class Condition:
    """One condition: operator, segments (at least three, `given` of them written), pre-release."""

    operator: str
    segments: tuple[int, ...]
    given: int
    pre: bool

    def admits(self, release: Release) -> bool:
        """Whether a release meets this condition."""
        if self.operator != "~>":
            return _ORDER[self.operator](_padded(release, len(self.segments)), self.segments)
        if len(self.segments) > _LENGTH or release < self.segments:
            return False
        kept = self.given - 1
        return release[:kept] == self.segments[:kept] and release[-1] >= self.segments[-1]


def conditions(text: str) -> tuple[Condition, ...] | None:
    """The conditions in a constraint; None where Terraform refuses the text."""
    found = []
    for part in text.split(","):
        match = _CONDITION.fullmatch(part)
        segments = tuple(map(int, match[2].split("."))) if match else ()
        if match is None or max(segments) > _LARGEST:
            return None
        padded = _padded(segments, _LENGTH)
        found.append(Condition(match[1] or "=", padded, len(segments), bool(match[3])))
    return tuple(found)


def admit(wanted: Sequence[Condition], release: Release) -> bool:
    """Whether a release meets all conditions."""
    return all(one.admits(release) for one in wanted)


def admit_major(wanted: Sequence[Condition], major: int) -> bool:
    """Whether some release of this major version, published or not, meets all conditions."""
    return any(admit(wanted, release) for release in _candidates(wanted, major))


def _candidates(wanted: Sequence[Condition], major: int) -> Iterable[Release]:
    """Every release at which the answer can change, and its next few neighbours."""
    yield major, 0, 0
    yield major, _HUGE, 0
    for one in wanted:
        first, second, third, *_ = one.segments
        if first == major:
            for step in range(len(wanted) + 1):
                yield major, second, third + step
            yield major, second, _HUGE


def _padded(segments: tuple[int, ...], length: int) -> tuple[int, ...]:
    return segments + (0,) * (length - len(segments))
