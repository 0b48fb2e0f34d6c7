"""A run parted among several machines, each of which plans every n-th stack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tfgen.errors import UsageError

T = TypeVar("T")

# Number and count as CI systems name them, and what the first number is called there.
# https://circleci.com/docs/reference/variables; GitHub names neither: its workflow passes them on.
_VARIABLES = (
    ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
)
_OWN = "TFGEN_SHARD"


@dataclass(frozen=True)
class Shard:
    """Part `number` (from 1) of `count`."""

    number: int
    count: int

    def of(self, things: Sequence[T]) -> tuple[T, ...]:
        """Every `count`-th of some things, so that each is in exactly one shard."""
        return tuple(things[self.number - 1 :: self.count])


def parse(text: str, environ: Mapping[str, str]) -> Shard:
    """`3/8`, or `auto` for what the CI says of itself (TFGEN_SHARD, CIRCLE_NODE_*, CI_NODE_*).

    Raises UsageError for what is neither.
    """
    if text == "auto":
        text = _auto(environ)
    match = re.fullmatch(r"([1-9]\d{0,4})/([1-9]\d{0,4})", text, re.ASCII)
    if match is None or int(match[1]) > int(match[2]):
        raise UsageError(
            f"{text!r} is no shard", hint="write it as 3/8: the third of eight; or auto"
        )
    return Shard(int(match[1]), int(match[2]))


def _auto(environ: Mapping[str, str]) -> str:
    if environ.get(_OWN):
        return environ[_OWN]
    for index, total, first in _VARIABLES:
        if environ.get(index, "").isdecimal() and environ.get(total, "").isdecimal():
            return f"{int(environ[index]) + 1 - first}/{environ[total]}"
    raise UsageError(
        "this CI does not say which of several machines it is",
        hint=f"--shard 3/8, or set {_OWN}=3/8 from the workflow's matrix",
    )
