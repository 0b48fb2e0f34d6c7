"""What happens to the state of a real Terraform when tfgen, or the user, ends in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform

LOCK = ".terraform.tfstate.lock.info"
CONFIGURATION = """
resource "terraform_data" "first" {
  provisioner "local-exec" {
    command = "echo $PPID > terraform.pid; sleep SECONDS"
  }
}

resource "terraform_data" "second" {
  input = terraform_data.first.id
}
"""
PARENT = """
import json, os, pathlib, sys
from tfgen.errors import TfgenError
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
terraform = Terraform(find(sys.argv[1]), pathlib.Path.cwd(), dict(os.environ))
try:
    terraform.apply(pathlib.Path("plan"), on_line=lambda line: None)
except TfgenError as error:
    print(json.dumps([type(error).__name__, error.exit_code, error.message]))
"""


@pytest.fixture
def stack(tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]) -> Path:
    (tmp_path / "main.tf").write_text(CONFIGURATION.replace("SECONDS", "1.5"))
    terraform = Terraform(find(terraform_bin), tmp_path, terraform_env)
    terraform.init()
    terraform.plan(tmp_path / "plan")
    return tmp_path


def apply(stack: Path, binary: str, environ: dict[str, str]) -> tuple[subprocess.Popen[str], int]:
    """Starts an apply in a process of its own; gives it, and Terraform's process id."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, binary],
        cwd=stack,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    pid_file = stack / "terraform.pid"
    while not (pid_file.exists() and pid_file.read_text().strip()):
        assert time.monotonic() < deadline, "the apply never began"
        time.sleep(0.01)
    return parent, int(pid_file.read_text())


def unlocked(stack: Path) -> bool:
    """Waits for the end of the apply: Terraform releases the lock when the state is saved."""
    deadline = time.monotonic() + 20
    while (stack / LOCK).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not (stack / LOCK).exists()


def addresses(stack: Path) -> list[str]:
    state = json.loads((stack / "terraform.tfstate").read_text())
    return sorted(item["name"] for item in state["resources"])


def test_a_killed_tfgen_leaves_a_whole_unlocked_state(
    stack: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    parent, terraform = apply(stack, terraform_bin, terraform_env)
    assert (stack / LOCK).exists()
    parent.kill()
    parent.communicate()
    os.kill(terraform, 0)
    assert unlocked(stack)
    assert addresses(stack) == ["first", "second"]


def test_an_interrupted_tfgen_lets_terraform_save_and_unlock(
    stack: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    parent, _ = apply(stack, terraform_bin, terraform_env)
    parent.send_signal(signal.SIGINT)
    output, _ = parent.communicate(timeout=20)
    kind, code, message = json.loads(output)
    assert (kind, code) == ("InterruptError", 130)
    assert "ended in order" in message
    # Terraform ends the provisioner at the interrupt, and records the resource as tainted.
    assert addresses(stack) == ["first"]
    assert not (stack / LOCK).exists()
