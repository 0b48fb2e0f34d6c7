"""Measures, prints the table, and exits 1 if a ratio is over its limit.

`python -m bench agreement FOLDER…` is another thing: see agreement.py.
"""

from __future__ import annotations

import compileall
import sys
from collections.abc import Iterator
from pathlib import Path

import tfgen
from bench import agreement, generate, initialise, many, plan, startup, validate
from bench.measure import Ratio

BENCHES = {
    "startup": startup.ratios,
    "generate": generate.ratios,
    "plan": plan.ratios,
    "init": initialise.ratios,
    "many": many.ratios,
    "validate": validate.ratios,
}


def _measured(names: list[str]) -> Iterator[Ratio]:
    for name in names or BENCHES:
        for ratio in BENCHES[name]():
            mark = "ok" if ratio.ok else "OVER"
            print(
                f"{ratio.name:<32} {ratio.seconds:>7.2f} {ratio.unit:<3}{ratio.peer:<26}"
                f"{ratio.peer_seconds:>9.2f} {ratio.unit:<3}{ratio.ratio:>7.4f}"
                f"  (<= {ratio.limit})  {mark}",
                flush=True,
            )
            yield ratio


if __name__ == "__main__":
    # As pip leaves it: an editable install in a Python that writes no bytecode would be measured
    # compiling its own code.
    compileall.compile_dir(str(Path(tfgen.__file__).parent), quiet=1)
    if sys.argv[1:2] == ["agreement"]:
        sys.exit(agreement.main(sys.argv[2:]))
    measured = list(_measured(sys.argv[1:]))
    sys.exit(0 if all(ratio.ok for ratio in measured) else 1)
