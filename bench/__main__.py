"""Measures, prints the table, and exits 1 if a ratio is over its limit."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench import generate, plan, startup
from bench.measure import Ratio

BENCHES = {"startup": startup.ratios, "generate": generate.ratios, "plan": plan.ratios}


def _measured(names: list[str]) -> Iterator[Ratio]:
    for name in names or BENCHES:
        for ratio in BENCHES[name]():
            mark = "ok" if ratio.ok else "OVER"
            print(
                f"{ratio.name:<32} {ratio.seconds:>7.2f} s   {ratio.peer:<26}"
                f"{ratio.peer_seconds:>7.2f} s   {ratio.ratio:>5.2f}  (<= {ratio.limit})  {mark}",
                flush=True,
            )
            yield ratio


if __name__ == "__main__":
    measured = list(_measured(sys.argv[1:]))
    sys.exit(0 if all(ratio.ok for ratio in measured) else 1)
