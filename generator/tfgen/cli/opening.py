"""How a command opens the project it works in."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tfgen.project import Project


def open_project() -> Project:
    """The project of the current folder, after finishing what a killed run has left half done."""
    from tfgen import project
    from tfgen.writer import JOURNAL

    found = project.load(Path.cwd())
    if (found.private_folder / JOURNAL).exists():
        with changing(found):
            pass
    return found


@contextlib.contextmanager
def changing(project: Project, *, writes: bool = True) -> Iterator[None]:
    """Holds the project's lock: one tfgen at a time changes generated files.

    On entry, what a killed run has left is finished or swept away. A command that only looks
    (`writes` is False) needs no lock, and works in a repository that cannot be written.
    """
    from tfgen import writer

    if not writes:
        yield
        return
    folder = project.private_folder
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        writer.recover(project.root, folder)
        writer.clean(folder)
        yield
