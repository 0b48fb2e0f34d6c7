"""`tfgen --version`, beside the import of typer alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from bench.measure import Ratio, best

ROUNDS = 20
LIMIT = 1.5


def ratios() -> Iterator[Ratio]:
    """One ratio."""
    ours, peer = best(
        ROUNDS,
        lambda: _run("-m", "tfgen", "--version"),
        lambda: _run("-c", "import typer"),
    )
    yield Ratio("tfgen --version", ours, 'python -c "import typer"', peer, LIMIT)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
