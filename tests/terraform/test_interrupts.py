"""Each test starts a Python of its own, because signals belong to a whole process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Counts the SIGINTs it gets; leaves half a second after the first, so that a second can arrive.
CHILD = """
import pathlib, signal, sys, time
got = []
signal.signal(signal.SIGINT, lambda *_: got.append(1))
pathlib.Path(sys.argv[1]).write_text("")
while not got:
    time.sleep(0.01)
time.sleep(float(sys.argv[2]))
print(len(got))
"""
ONE = """
import json, os, pathlib, sys
from tfgen.terraform.process import run
result = run([sys.executable, "child.py", "ready", sys.argv[1]], cwd=pathlib.Path.cwd(),
             environ=dict(os.environ))
print(json.dumps([result.exit_code, result.stdout, result.interrupted, result.killed]))
"""
SEVERAL = """
import concurrent.futures, json, os, pathlib, sys
from tfgen.terraform import interrupts
from tfgen.terraform.process import run
def one(name):
    result = run([sys.executable, "child.py", name, sys.argv[1]], cwd=pathlib.Path.cwd(),
                 environ=dict(os.environ))
    return [result.exit_code, result.stdout, result.interrupted, result.killed]
with interrupts.forwarded(), concurrent.futures.ThreadPoolExecutor(2) as pool:
    # The third waits for a free thread, and must not start any more.
    results = list(pool.map(one, ["ready", "ready-too", "late"]))
print(json.dumps(results))
"""


def start(folder: Path, code: str, linger: float) -> subprocess.Popen[str]:
    (folder / "child.py").write_text(CHILD)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(linger)],
        cwd=folder,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(*paths: Path) -> None:
    deadline = time.monotonic() + 20
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline, f"never appeared: {paths}"
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_is_one_sigint_and_is_waited_for(tmp_path: Path, number: int) -> None:
    parent = start(tmp_path, ONE, linger=0.3)
    wait_for(tmp_path / "ready")
    parent.send_signal(number)
    output, _ = parent.communicate(timeout=20)
    assert json.loads(output) == [0, "1\n", True, False]
    assert parent.returncode == 0


def test_a_second_signal_kills(tmp_path: Path) -> None:
    parent = start(tmp_path, ONE, linger=60)
    wait_for(tmp_path / "ready")
    parent.send_signal(signal.SIGINT)
    time.sleep(0.2)
    parent.send_signal(signal.SIGINT)
    output, _ = parent.communicate(timeout=20)
    assert json.loads(output) == [-9, "", True, True]


def test_a_signal_reaches_every_thread_and_stops_what_waits(tmp_path: Path) -> None:
    parent = start(tmp_path, SEVERAL, linger=0.1)
    wait_for(tmp_path / "ready", tmp_path / "ready-too")
    parent.send_signal(signal.SIGINT)
    output, _ = parent.communicate(timeout=20)
    assert json.loads(output) == [[0, "1\n", True, False]] * 2 + [[-2, "", True, False]]
    assert not (tmp_path / "late").exists()


def test_the_former_handlers_come_back(tmp_path: Path) -> None:
    code = (
        "import signal\n"
        "from tfgen.terraform import interrupts\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "former = signal.getsignal(signal.SIGINT)\n"
        "with interrupts.forwarded():\n"
        "    assert signal.getsignal(signal.SIGINT) is not former\n"
        "    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN\n"
        "    with interrupts.forwarded(): pass\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    assert interrupts.requested()\n"
        "assert signal.getsignal(signal.SIGINT) is former\n"
        "with interrupts.forwarded():\n"
        "    assert not interrupts.requested()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=20)
