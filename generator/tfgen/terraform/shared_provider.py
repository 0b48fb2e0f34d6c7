"""A process of the AWS provider that Terraform attaches to, where it would start one of its own.

Terraform neither starts nor stops a provider that TF_REATTACH_PROVIDERS names, and asks for no hash
of it. The provider tells how it is reached when it is started with `-debug`.
https://developer.hashicorp.com/terraform/plugin/debugging#debugger-based-debugging
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import MachineError
from tfgen.terraform.provider_package import Package

REATTACH = "TF_REATTACH_PROVIDERS"
_TOLD = re.compile(rf"{REATTACH}='(.+)'")
_WATCH = Path(__file__).with_name("provider_watch.py")
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_POLL_SECONDS = 0.01
_NOTICE_SECONDS = 0.5
_ERROR_LINES = 5
# The path of a socket has 103 bytes at most (macOS; Linux: 107): 42 are ours and the provider's.
# https://man7.org/linux/man-pages/man7/unix.7.html
_LONGEST = 60
_SHORT = "/tmp"  # noqa: S108  (a new folder of mode 0700 is made in it)
# What the variables of a stack are is no matter of the provider's.
_NOT_GIVEN = ("TF_VAR_", REATTACH)


@dataclass(frozen=True)
class SharedProvider:
    """A running provider: what Terraform needs to attach to it, and the process that ends it."""

    reattach: str
    _watch: subprocess.Popen[bytes]

    def ended(self) -> bool:
        """Whether it has ended; one that has this moment is waited for."""
        try:
            self._watch.wait(_NOTICE_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """Ends it, and removes its folder; nothing where it has ended already."""
        _end(self._watch)


def start(package: Package, environ: Mapping[str, str]) -> SharedProvider:
    """Starts the provider of a package with the environment that Terraform would give it.

    It works in a new folder of mode 0700, which also holds its socket, in a session of its own
    (Ctrl-C does not reach it), and ends with `stop` or with this process, however that ends.
    Raises MachineError where it does not start.
    """
    binary = package.binary()
    folder = Path(tempfile.mkdtemp(prefix="tfgen-provider-", dir=_parent()))
    given = {name: value for name, value in environ.items() if not name.startswith(_NOT_GIVEN)}
    command = [sys.executable, "-I", "-S", str(_WATCH), str(folder), str(binary)]
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        watch = subprocess.Popen(
            [*command, "-debug"],
            cwd=folder,
            env=given | {"TMPDIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            umask=0o077,
        )
        try:
            told = _await(watch, stdout.fileno(), stderr.fileno())
            return SharedProvider(_reattach(package, told), watch)
        except BaseException:
            _end(watch)
            raise


def _parent() -> str:
    """The folder for temporary files, or another where the path of a socket would be too long."""
    parent = tempfile.gettempdir()
    return parent if len(os.fsencode(parent)) <= _LONGEST else _SHORT


def _await(watch: subprocess.Popen[bytes], stdout: int, stderr: int) -> str:
    """How it says that it is reached, as soon as it does."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        ended = watch.poll() is not None
        told = _TOLD.search(_text(stdout))
        if told:
            return told[1]
        if ended or time.monotonic() > deadline:
            lines = _text(stderr).splitlines()
            raise _not_started("\n".join(lines[-_ERROR_LINES:]) or "it says nothing")
        time.sleep(_POLL_SECONDS)


def _text(descriptor: int) -> str:
    # The position in the file is the process's own.
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode("utf-8", "replace")


def _reattach(package: Package, told: str) -> str:
    """The variable's value, under the address that the lock file has: OpenTofu's is another."""
    try:
        [reached] = json.loads(told).values()
    except (ValueError, AttributeError) as error:
        raise _not_started(f"it says {told}") from error
    return json.dumps({package.address: reached})


def _not_started(why: str) -> MachineError:
    return MachineError(f"the shared provider does not start: {why}")


def _end(watch: subprocess.Popen[bytes]) -> None:
    if watch.stdin:
        watch.stdin.close()
    try:
        watch.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        # On Linux the provider goes with it.
        watch.kill()
        watch.wait()
