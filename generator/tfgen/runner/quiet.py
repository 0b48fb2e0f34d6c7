"""Waits until nothing is under way in the services and pipelines of a stack."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tfgen.errors import FailedError
from tfgen.review.live import Live
from tfgen.terraform import interrupts
from tfgen.terraform.diagnostics import InterruptError

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True)
class Quiet:
    """Waits for `seconds` at most; `note` is told of what is waited for, and how long still."""

    seconds: float
    note: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def wait(self, look: Callable[[], Live]) -> Live:
        """What runs once all is quiet.

        Raises FailedError where something goes on for longer, InterruptError where the user stops.
        """
        until, pause = self.clock() + self.seconds, _FIRST_PAUSE
        live = look()
        while live.under_way:
            left = until - self.clock()
            if left <= 0:
                raise FailedError(
                    "; ".join(live.under_way),
                    hint="apply when it has ended (--wait MINUTES waits for it); a plan that it"
                    " makes stale is refused",
                )
            self.note(f"{live.under_way[0]}; waiting, {left:.0f} s at most")
            self._rest(min(left, pause))
            pause = min(2 * pause, _LONGEST_PAUSE)
            live = look()
        return live

    def _rest(self, seconds: float) -> None:
        """Sleeps, but for no longer than a second after the user has asked to stop."""
        until = self.clock() + seconds
        while (left := until - self.clock()) > 0:
            if interrupts.requested():
                raise InterruptError("stopped while it waited, and nothing was applied")
            self.sleep(min(left, 1.0))
