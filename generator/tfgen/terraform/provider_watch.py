"""A program of its own: runs a provider, and ends it when whoever started this is gone.

    python provider_watch.py FOLDER PROGRAM ARGUMENT…

Its standard input is the read end of a pipe that nobody writes into. The write end closes with the
process that holds it, however that ends, kill -9 included; then the provider is killed and FOLDER
removed. On Linux the kernel kills the provider, too, should this process itself be killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

_PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
_SIGKILL = 9


def main(folder: str, command: list[str]) -> int:
    """Runs `command` to its end, or to that of the pipe; gives its exit code."""
    provider = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        # No thread has been started yet, so it is safe; and the kernel's signal comes at the end of
        # the thread that forked, which here is the main one.
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )
    threading.Thread(target=_await_end_of_input, args=(provider,), daemon=True).start()
    code = provider.wait()
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    return code


def _die_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _await_end_of_input(provider: subprocess.Popen[bytes]) -> None:
    # Not by `sys.stdin`, whose lock this thread would hold when the process ends before its input.
    os.read(0, 1)
    provider.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
