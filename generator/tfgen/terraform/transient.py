"""Errors that pass by themselves: throttling, broken connections, servers that are busy."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from tfgen.errors import FailedError

T = TypeVar("T")

_DELAYS = (2.0, 8.0)


def retried(
    work: Callable[[], T],
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """`work`, again after 2 and after 8 seconds where it fails for a reason that passes.

    `tell` is given the reason before each wait. Raises the last FailedError, and all others.
    """
    for delay in _DELAYS:
        try:
            return work()
        except FailedError as error:
            from tfgen.terraform.known import passing_reason

            why = passing_reason(error.message)
            if not why:
                raise
            tell(f"{why}; again in {delay:.0f} s")
        # So that many stacks do not come back at once.
        sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311
    return work()
