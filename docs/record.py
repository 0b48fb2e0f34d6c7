"""Records a rehearsal as docs/rehearsal.svg: python docs/record.py (it takes two minutes)."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
TFGEN = [sys.executable, "-m", "tfgen"]
WIDTH = 124


def _terminal(command: list[str], folder: Path) -> str:
    """What `command` prints on a terminal, colours included."""
    parent, child = pty.openpty()
    environ = {**os.environ, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=child, stderr=child, stdin=child
    ):
        os.close(child)
        printed = bytearray()
        while True:
            try:
                chunk = os.read(parent, 65536)
            except OSError:  # the last process on the terminal has ended
                break
            if not chunk:
                break
            printed += chunk
    return printed.decode()


def main() -> None:
    """Makes the example's repository, rehearses it, writes the picture."""
    with tempfile.TemporaryDirectory() as scratch:
        infra = Path(scratch) / "infra"
        initialise = [*TFGEN, "init", str(infra), "--environment", "stg=111111111111", "--yes"]
        subprocess.run(initialise, check=True)
        spec = (ROOT / "examples/rails/web.yaml").read_text().replace("  prd: {}\n", "")
        (infra / "services/web.yaml").write_text(spec)
        subprocess.run([*TFGEN, "generate"], cwd=infra, check=True)
        source = str(ROOT / "examples/rails/app")
        printed = _terminal([*TFGEN, "rehearse", "web", "--source", source], infra)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ tfgen rehearse web --source ../web", style="bold"))
    for line in printed.replace("\r\n", "\n").split("\n"):
        # Of a line that was written over, only the last state is seen; the spinner's goes away.
        seen = Text.from_ansi(line.rpartition("\r")[2])
        if not "\u2800" <= seen.plain[:1] <= "\u28ff":
            console.print(seen)
    console.save_svg(str(ROOT / "docs/rehearsal.svg"), title="tfgen")


if __name__ == "__main__":
    main()
