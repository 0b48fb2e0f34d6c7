"""Running Terraform so that nothing that happens to tfgen costs the state.

The output goes into a file, never a pipe: with a pipe, a tfgen that is killed takes Terraform
with it at its next write, in the middle of an apply (empty state, stale lock; Terraform 1.11.4).
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfgen.errors import MachineError
from tfgen.terraform import interrupts

# Long enough to cost nothing, short enough to look live; the end of the process is seen at once.
POLL_SECONDS = 0.03
_CHUNK = 1 << 20
_BLOCK = 1 << 12

OnLine = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """How a process ended; `exit_code` is negative when a signal ended it.

    `interrupted`: it was told to stop. `killed`: it was ended by force, and saved nothing.
    """

    exit_code: int
    stdout: str
    stderr: str
    interrupted: bool = False
    killed: bool = False


def run(
    argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str], on_line: OnLine | None = None
) -> Result:
    """Runs `argv` in `cwd` to its end; `on_line` gets every line of its stdout as it appears.

    The process has no input, a session of its own (the terminal's Ctrl-C reaches it only through
    `interrupts`) and umask 077 (plan files and states hold secrets in plain text). Its output is
    kept in two unnamed files of mode 0600. When `on_line` raises, the process is interrupted and
    waited for before the error goes on. Raises MachineError when the process cannot start.
    """
    # Unnamed, so that a tfgen that is killed leaves no file with secrets behind.
    with (
        interrupts.forwarded(),
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        if interrupts.requested():
            return Result(-2, "", "", interrupted=True)
        process = _start(argv, cwd, environ, stdout.fileno(), stderr.fileno())
        with process, interrupts.watched(process) as child:
            try:
                _follow(process, stdout.fileno(), on_line)
            except BaseException:
                child.interrupt()
                process.wait()
                raise
        _require_whole(argv, process.returncode, stdout.fileno(), stderr.fileno())
        return Result(
            process.returncode,
            _read_text(stdout.fileno()),
            _read_text(stderr.fileno()),
            child.interrupted,
            child.killed,
        )


def _start(
    argv: Sequence[str], cwd: Path, environ: Mapping[str, str], stdout: int, stderr: int
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            umask=0o077,
        )
    except OSError as error:
        raise MachineError(
            f"{error.filename or argv[0]} cannot be run: {error.strerror}", hint="tfgen doctor"
        ) from error


def _follow(process: subprocess.Popen[bytes], output: int, on_line: OnLine | None) -> None:
    """Waits for the process, handing over its lines; returns as soon as it has ended."""
    tail = _Tail(output, on_line)
    with _ended(process) as ended:
        while not ended():
            tail.advance()
    process.wait()
    tail.advance()
    tail.finish()


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[Callable[[], bool]]:
    """A function that says whether the process has ended, after one poll interval at most.

    Linux tells at once by a descriptor of the process; elsewhere Popen asks again and again.
    """
    try:
        descriptor = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        yield lambda: _wait_a_moment(process)
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    try:
        yield lambda: bool(poll.poll(POLL_SECONDS * 1000))
    finally:
        os.close(descriptor)


def _wait_a_moment(process: subprocess.Popen[bytes]) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(POLL_SECONDS)
    return process.returncode is not None


class _Tail:
    """Reads what another process appends to a file, and cuts it into lines."""

    def __init__(self, descriptor: int, on_line: OnLine | None) -> None:
        self._descriptor = descriptor
        self._on_line = on_line
        self._offset = 0
        self._rest = b""

    def advance(self) -> None:
        """Hands over the lines that are complete by now."""
        if self._on_line is None:
            return
        # The descriptor is the process's own, so its position is not ours to move: pread.
        while chunk := os.pread(self._descriptor, _CHUNK, self._offset):
            self._offset += len(chunk)
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                self._on_line(line.decode("utf-8", "replace"))

    def finish(self) -> None:
        """Hands over a last line that has no newline."""
        if self._on_line is not None and self._rest:
            self._on_line(self._rest.decode("utf-8", "replace"))


def _require_whole(argv: Sequence[str], exit_code: int, *outputs: int) -> None:
    """Raises MachineError where the disk took no more of the output.

    Terraform goes on without a word then, and half a plan would be read as a whole one. Whether
    a file takes another block tells: what filled the disk was this output, or came before it.
    """
    for output in outputs:
        try:
            os.pwrite(output, bytes(_BLOCK), size := os.fstat(output).st_size)
            os.ftruncate(output, size)
        except OSError as error:
            raise MachineError(
                f"what {' '.join([Path(argv[0]).name, *argv[1:2]])} said is lost, it ended with"
                f" exit code {exit_code}: {error.strerror} in {tempfile.gettempdir()}",
                hint="make room there, or set TMPDIR to a folder that has some, then look with:"
                " tfgen plan",
            ) from error


def _read_text(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).decode("utf-8", "replace")
