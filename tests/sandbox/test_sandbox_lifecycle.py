"""Sandboxes start, are found again, and end; nothing of the caller's AWS leaks into them."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tfgen.errors import MachineError
from tfgen.sandbox import lifecycle
from tfgen.sandbox.lifecycle import Sandbox

_ACCOUNT, _REGION = "222222222222", "eu-west-1"
_ELSEWHERE = Sandbox("http://127.0.0.1:9", _ACCOUNT, _REGION, 1)


@pytest.fixture
def state_file(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "private" / "server.json"
    yield file
    lifecycle.stop(file)


def _ended(pid: int) -> bool:
    """True when the process is gone, or only waits for its parent to notice."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


def test_a_started_sandbox_is_found_again_until_it_is_stopped(state_file: Path) -> None:
    assert lifecycle.status(state_file) is None
    started = lifecycle.start(_ACCOUNT, _REGION, state_file)
    assert (started.account_id, started.region) == (_ACCOUNT, _REGION)
    assert lifecycle.start(_ACCOUNT, _REGION, state_file) == started
    assert lifecycle.status(state_file) == started
    assert stat.S_IMODE(state_file.stat().st_mode) == 0o600
    assert started.endpoint.startswith("http://127.0.0.1:")
    assert started.client("sts").get_caller_identity()["Account"] == _ACCOUNT

    assert lifecycle.stop(state_file) is True
    assert not state_file.exists()
    assert _ended(started.pid)
    assert lifecycle.stop(state_file) is False


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"endpoint": "http://127.0.0.1:9"}'])
def test_a_state_file_that_says_nothing_is_no_sandbox(tmp_path: Path, text: str) -> None:
    file = tmp_path / "server.json"
    file.write_text(text)
    assert lifecycle.status(file) is None
    assert lifecycle.stop(file) is False


def test_a_stale_state_file_is_replaced_and_its_process_left_alone(state_file: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        stale = {**_ELSEWHERE.__dict__, "pid": bystander.pid}
        state_file.parent.mkdir()
        state_file.write_text(json.dumps(stale))
        started = lifecycle.start(_ACCOUNT, _REGION, state_file)
        forged = {**started.__dict__, "pid": bystander.pid}
        state_file.write_text(json.dumps(forged))
        assert lifecycle.stop(state_file) is False
        assert bystander.poll() is None
        state_file.write_text(json.dumps(started.__dict__))
    finally:
        bystander.kill()
        bystander.wait()


def test_a_private_sandbox_ends_with_its_block_also_when_that_fails() -> None:
    with pytest.raises(RuntimeError), lifecycle.private(_ACCOUNT, _REGION) as running:
        assert running.client("sts").get_caller_identity()["Account"] == _ACCOUNT
        raise RuntimeError
    assert _ended(running.pid)


def test_a_private_sandbox_ends_when_its_owner_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    owner = subprocess.Popen([sys.executable, "-c", _OWNER, str(told)])
    for _ in range(300):
        if told.exists() and told.read_text():
            break
        time.sleep(0.1)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert _ended(int(told.read_text()))


_OWNER = """
import pathlib, sys, time
from tfgen.sandbox import lifecycle
with lifecycle.private("222222222222", "eu-west-1") as running:
    pathlib.Path(sys.argv[1]).write_text(str(running.pid))
    time.sleep(60)
"""


def test_without_moto_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "_installed", lambda module: module != "moto")
    with pytest.raises(MachineError, match="needs moto") as caught:
        lifecycle.start(_ACCOUNT, _REGION, tmp_path / "server.json")
    assert caught.value.hint == "pip install 'tfgen-ecs[sandbox]'"


def test_a_server_that_does_not_start_shows_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('no room left in this test')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    state_file = tmp_path / "server.json"
    with pytest.raises(MachineError, match="no room left in this test"):
        lifecycle.start(_ACCOUNT, _REGION, state_file)
    assert lifecycle.status(state_file) is None


def test_what_the_caller_has_of_aws_takes_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {
        "PATH": "/bin",
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "x",
        "AWS_CA_BUNDLE": "/none.pem",
        "AWS_ENDPOINT_URL_S3": "https://elsewhere.example.com",
        "NO_PROXY": "example.com",
    }
    scrubbed = _ELSEWHERE.scrubbed(mine)
    ours = {name: value for name, value in scrubbed.items() if name.startswith("AWS_")}
    assert ours == _ELSEWHERE.environ()
    assert (scrubbed["PATH"], scrubbed["NO_PROXY"]) == ("/bin", "example.com,127.0.0.1")

    for name, value in mine.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    with lifecycle.private(_ACCOUNT, _REGION) as running:
        assert running.client("s3").list_buckets()["Buckets"] == []


def test_a_sandbox_that_nobody_can_find_any_more_ends(state_file: Path) -> None:
    started = lifecycle.start(_ACCOUNT, _REGION, state_file)
    state_file.unlink()  # as `git clean -fdx` does
    assert _ended(started.pid)
