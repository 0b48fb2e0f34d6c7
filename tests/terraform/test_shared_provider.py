"""A provider process of tfgen's own: it is the one of the lock file, and ends with its owner."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.errors import MachineError
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.provider_package import Package, aws_package, package_hash
from tfgen.terraform.shared_provider import start

OWNER = """
import os, pathlib, sys, time
from tfgen.terraform.provider_package import aws_package
from tfgen.terraform.shared_provider import start
environ = dict(os.environ)
print(start(aws_package(pathlib.Path.cwd(), environ), environ).reattach, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def stack(
    tmp_path_factory: pytest.TempPathFactory, terraform_bin: str, terraform_env: dict[str, str]
) -> Path:
    folder = tmp_path_factory.mktemp("stack")
    (folder / "main.tf").write_text('provider "aws" {}\n')
    Terraform(find(terraform_bin), folder, terraform_env).init()
    return folder


def reached(reattach: str) -> tuple[int, Path]:
    """The process, and its socket."""
    [told] = json.loads(reattach).values()
    return told["Pid"], Path(told["Addr"]["String"])


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_package_is_the_one_of_the_lock_file(
    stack: Path, terraform_env: dict[str, str], tmp_path: Path
) -> None:
    package = aws_package(stack, terraform_env)
    assert package.address == "registry.terraform.io/hashicorp/aws"
    assert f"_v{package.version}_" in package.binary().name
    assert package_hash(package.folder) in package.hashes
    text = (stack / ".terraform.lock.hcl").read_text()
    (tmp_path / ".terraform.lock.hcl").write_text(text)
    with pytest.raises(MachineError, match="0 packages"):
        aws_package(tmp_path, terraform_env)
    (tmp_path / ".terraform.lock.hcl").write_text("")
    with pytest.raises(MachineError, match="does not name one"):
        aws_package(tmp_path, terraform_env)


def test_every_file_counts_for_the_hash(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "xyz").write_text("data for xyz")
    before = package_hash(tmp_path)
    assert before.startswith("h1:")
    (tmp_path / "inner/abc").write_text("data for abc")
    after = package_hash(tmp_path)
    assert after != before
    (tmp_path / "inner/abc").write_text("data for abd")
    assert package_hash(tmp_path) not in {before, after}


def test_it_is_private_and_ends_when_it_is_told(stack: Path, terraform_env: dict[str, str]) -> None:
    package = aws_package(stack, terraform_env)
    one, other = start(package, terraform_env), start(package, terraform_env)
    try:
        pid, socket = reached(one.reattach)
        mode = socket.parent.stat()
        assert (stat.S_IMODE(mode.st_mode), mode.st_uid) == (0o700, os.getuid())
        assert stat.S_ISSOCK(socket.stat().st_mode)
        assert os.getsid(pid) != os.getsid(0)
        one.stop()
        one.stop()
        assert gone(pid)
        assert one.ended()
        assert not socket.parent.exists()
        # Each run has its own: one that ends leaves the others alone.
        assert not other.ended()
        pid, socket = reached(other.reattach)
        os.kill(pid, signal.SIGKILL)
        assert eventually(other.ended)
        assert not socket.parent.exists()
    finally:
        one.stop()
        other.stop()


def test_a_long_path_is_no_hindrance(
    stack: Path, terraform_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    started = start(aws_package(stack, terraform_env), terraform_env)
    started.stop()
    assert not reached(started.reattach)[1].parent.exists()


@pytest.mark.parametrize("victim", ["owner", "watch"])
def test_it_does_not_outlive_its_owner(
    stack: Path, terraform_env: dict[str, str], victim: str
) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        cwd=stack,
        env={**os.environ, **terraform_env},
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        assert owner.stdout
        pid, socket = reached(owner.stdout.readline())
        assert not gone(pid)
        watch = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(owner.pid if victim == "owner" else watch, signal.SIGKILL)
        assert eventually(lambda: gone(pid))
        owner.kill()
    assert victim == "watch" or eventually(lambda: not socket.parent.exists())
    shutil.rmtree(socket.parent, ignore_errors=True)


def test_one_that_does_not_start_says_why(tmp_path: Path, terraform_env: dict[str, str]) -> None:
    package = Package("registry.terraform.io/hashicorp/aws", "1.0.0", tmp_path, frozenset())
    with pytest.raises(MachineError, match="holds 0 programs"):
        start(package, terraform_env)
    program = tmp_path / "terraform-provider-aws_v1.0.0"
    program.write_text("#!/bin/sh\necho this machine has no soul >&2\nexit 1\n")
    program.chmod(0o700)
    with pytest.raises(MachineError, match="no soul"):
        start(package, terraform_env)
    program.write_text("#!/bin/sh\necho \"TF_REATTACH_PROVIDERS='[]'\"\nexec sleep 60\n")
    with pytest.raises(MachineError, match=r"it says \[\]"):
        start(package, terraform_env)
