"""tfgen's own share of a plan, beside the same `terraform plan` by hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Ratio, best
from tfgen import project
from tfgen.runner.selection import select
from tfgen.sandbox import lifecycle, workspace
from tfgen.terraform.binary import find

ROUNDS = 5
LIMIT = 1.05
ROOT = Path(__file__).resolve().parents[1]


def ratios() -> Iterator[Ratio]:
    """One ratio, of a stack that is yet to be made: the longest plan that it can have."""
    with tempfile.TemporaryDirectory(prefix="tfgen-bench-") as folder:
        root = Path(folder) / "infra"
        _tfgen(Path(folder), "init", str(root), "--environment", "stg=111111111111", "--yes")
        shutil.copy(ROOT / "examples" / "rails" / "web.yaml", root / "services" / "web.yaml")
        spec = root / "services" / "web.yaml"
        spec.write_text(spec.read_text().replace("  prd: {}\n", ""))
        _tfgen(root, "generate")
        _tfgen(root, "sandbox", "start")
        try:
            yield _plan(root)
        finally:
            _tfgen(root, "sandbox", "stop")


def _plan(root: Path) -> Ratio:
    """Both plan the same scratch copy; tfgen makes it anew, as it does at every run."""
    loaded = project.load(root)
    [stack] = select(loaded, ["web"], "stg")
    _tfgen(root, "plan", "web", "--env", "stg", "--sandbox")
    running = lifecycle.status(workspace.state_file(loaded, "stg"))
    if running is None:
        raise SystemExit("the sandbox does not run")
    place = workspace.place(loaded, stack)
    by_hand = {key: value for key, value in place.environ.items() if key != "GOGC"}
    command = [str(find().path), "plan", "-input=false", f"-out={root / 'by-hand.tfplan'}"]

    def terraform() -> None:
        with (root / "by-hand.log").open("w") as log:
            subprocess.run(command, cwd=place.folder, env=by_hand, check=True, stdout=log)

    ours, peer = best(
        ROUNDS, lambda: _tfgen(root, "plan", "web", "--env", "stg", "--sandbox"), terraform
    )
    return Ratio("tfgen plan, one stack", ours, "terraform plan by hand", peer, LIMIT)


def _tfgen(root: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "tfgen", *arguments]
    subprocess.run(
        command, cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
