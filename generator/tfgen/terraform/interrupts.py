"""Ctrl-C, passed on to the running Terraform processes once, and waited for.

One SIGINT makes Terraform stop in order: it finishes what is under way, saves the state and
releases the lock. A second one, or a SIGKILL, loses the state (seen with Terraform 1.11.4).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Child:
    """A process in a session of its own, which can be told to stop exactly once."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.killed = False
        # A lock that is taken once and never given back is a flag that two threads, or a signal
        # handler and the code it interrupts, cannot both set.
        self._told = threading.Lock()

    @property
    def interrupted(self) -> bool:
        """Whether it was told to stop."""
        return self._told.locked()

    def interrupt(self) -> None:
        """Sends the one SIGINT, to the process alone: its children are its own to stop."""
        if self._told.acquire(blocking=False):
            self.process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """Ends the process and everything that it started, at once."""
        self._told.acquire(blocking=False)
        self.killed = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class _Desk:
    """Who runs now, and how often the user has asked them to stop."""

    def __init__(self) -> None:
        self.children: dict[int, Child] = {}
        self.asked = 0
        self.depth = 0

    def pass_on(self, _signum: int, _frame: FrameType | None) -> None:
        self.asked += 1
        for child in list(self.children.values()):
            if self.asked == 1:
                child.interrupt()
            else:
                child.kill()


_desk = _Desk()


def requested() -> bool:
    """Whether the user has asked to stop since the outermost `forwarded` began."""
    return _desk.asked > 0


@contextlib.contextmanager
def forwarded() -> Iterator[None]:
    """While this lasts, SIGINT and SIGTERM go to every Terraform that runs, in any thread.

    The first one interrupts them, the second kills them; tfgen itself stays alive to report.
    Only the main thread can take signals, so elsewhere this does nothing: whoever runs several
    stacks in threads enters it in the main thread first. A signal that was ignored stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if _desk.depth == 0:
        _desk.asked = 0
    former = {
        number: handler
        for number in _SIGNALS
        if (handler := signal.getsignal(number)) not in {signal.SIG_IGN, None}
    }
    _desk.depth += 1
    try:
        for number in former:
            signal.signal(number, _desk.pass_on)
        yield
    finally:
        _desk.depth -= 1
        for number, handler in former.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def watched(process: subprocess.Popen[bytes]) -> Iterator[Child]:
    """Counts `process` among those that a signal reaches, until the end of the block."""
    child = Child(process)
    _desk.children[process.pid] = child
    try:
        # A signal may have come after the start of the process and before its entry.
        if requested():
            child.interrupt()
        yield child
    finally:
        del _desk.children[process.pid]
