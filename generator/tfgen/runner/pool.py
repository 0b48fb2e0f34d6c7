"""Work over many stacks at once, each after those that it waits for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from typing import Generic, TypeVar

from tfgen.runner.order import Order
from tfgen.runner.selection import StackFolder

_GIGABYTES_A_JOB = 0.7
T = TypeVar("T")


def default_jobs() -> int:
    """How many Terraforms this machine bears: one a core, with 0.7 GB of free memory for each.

    A plan is bound by the processor (loading the provider), so that more of them gain nothing.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, int(_free_gigabytes() / _GIGABYTES_A_JOB)))


def _free_gigabytes() -> float:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (ValueError, OSError):
        return _GIGABYTES_A_JOB


class Pool(Generic[T]):
    """Runs `work` on stacks, `jobs` at once.

    A stack whose `failed` work stands before others in the order makes `skip` of those, and of
    nothing else. Once `stopped` says so, nothing new is started.
    """

    def __init__(
        self,
        work: Callable[[StackFolder], T],
        skip: Callable[[StackFolder, StackFolder], T],
        failed: Callable[[T], bool],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._work, self._skip, self._failed, self._stopped = work, skip, failed, stopped

    def run(self, stacks: Sequence[StackFolder], order: Order, jobs: int) -> tuple[T, ...]:
        """What became of each stack, in the order of `stacks`; those never started are left out.

        What `work` raises goes on when the work that runs has ended.
        """
        done: dict[StackFolder, T] = {}
        sorter = TopologicalSorter({stack: order.get(stack, ()) for stack in stacks})
        sorter.prepare()
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
            running: dict[Future[T], StackFolder] = {}
            while sorter.is_active():
                for stack in self._ready(sorter):
                    culprit = self._culprit(stack, order, done)
                    if culprit:
                        done[stack] = self._skip(stack, culprit)
                        sorter.done(stack)
                    else:
                        running[threads.submit(self._work, stack)] = stack
                if not running:
                    if self._stopped():
                        break
                    continue
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    stack = running.pop(future)
                    done[stack] = future.result()
                    sorter.done(stack)
        return tuple(done[stack] for stack in stacks if stack in done)

    def _ready(self, sorter: TopologicalSorter[StackFolder]) -> Iterator[StackFolder]:
        if not self._stopped():
            yield from sorted(sorter.get_ready(), key=lambda stack: stack.name)

    def _culprit(
        self, stack: StackFolder, order: Order, done: dict[StackFolder, T]
    ) -> StackFolder | None:
        before = (one for one in order.get(stack, ()) if one in done)
        return next((one for one in before if self._failed(done[one])), None)
