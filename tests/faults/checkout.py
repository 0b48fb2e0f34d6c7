"""A repository on a bad day: in a path that nobody would choose, with stacks that cost little.

The stacks are of Terraform's built-in `terraform_data`: they need no provider, and plan in half a
second. tfgen runs as a process of its own, as people start it, for what is done to it here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SETTINGS = """\
project: example
backend: {type: local}
defaults: {region: us-east-1}
environments:
  stg: {account_id: "123456789012"}
"""
# With it a test holds a run at a point where it wants to act.
WAITS = """\
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "echo $PPID > pid && until test -e go; do sleep 0.02; done"
  }
}
"""
S3 = """\
terraform {
  backend "s3" {
    bucket         = "%s"
    key            = "web.tfstate"
    region         = "us-east-1"
    use_lockfile   = true
    use_path_style = true
  }
}
"""
_SECONDS = 30


class Checkout:
    """A checkout of an infrastructure repository, and the environment of a logged-in engineer."""

    def __init__(self, root: Path, environ: dict[str, str]) -> None:
        self.root = root
        self.environ = environ
        self.write("tfgen.yaml", SETTINGS)

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def stack(self, name: str, text: str) -> Path:
        """A stack of `stg`."""
        return self.write(f"stacks/stg/{name}/main.tf", text).parent

    def command(self, *words: str) -> list[str]:
        """The command line of a tfgen."""
        return [sys.executable, "-m", "tfgen", *words]

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        """Starts tfgen, its output on pipes."""
        return subprocess.Popen(
            self.command(*words),
            cwd=self.root,
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def tfgen(self, *words: str, **environ: str) -> tuple[int, str, str]:
        """A run of tfgen: exit code, stdout, stderr."""
        return ended(self.start(*words, **environ))

    def reviews(self, *words: str, **environ: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """A plan: exit code, and what its report says of each stack."""
        code, out, err = self.tfgen("plan", "--format", "json", *words, **environ)
        assert out, err
        return code, {one["service"]: one for one in json.loads(out)["stacks"]}

    def plans(self) -> list[Path]:
        """The plan files that lie about in the repository."""
        return list((self.root / ".tfgen").rglob("*.tfplan"))


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Waits for a tfgen: exit code, stdout, stderr."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, out, err


def until(what: Callable[[], Any]) -> Any:
    """Waits for something to become true, and gives it."""
    deadline = time.monotonic() + _SECONDS
    while not (found := what()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
    return found


def waiting_terraform(stack: Path) -> int:
    """The process id of a Terraform that has come to `WAITS`."""
    pid = stack / "pid"
    return int(until(lambda: pid.exists() and pid.read_text().strip()))


def planning(stack: Path) -> bool:
    """Whether a Terraform plans in a stack's folder."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"plan" in words and (process / "cwd").resolve() == stack:
                return True
        except OSError:
            continue
    return False


def kill(pid: int) -> None:
    """Ends a process as nobody should, and waits until it is gone."""
    os.kill(pid, signal.SIGKILL)
    until(lambda: not _lives(pid))


def _lives(pid: int) -> bool:
    try:
        # A process that has ended and that nobody has waited for is in state Z.
        return "Z" not in re.sub(r".*\) ", "", Path(f"/proc/{pid}/stat").read_text()).split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
