"""A folder of saved plans, which one run at a time works with."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfgen.errors import InputError, UsageError
from tfgen.private_files import private_folder
from tfgen.writer import disk_error


@contextmanager
def alone(folder: Path, *, make: bool = False) -> Iterator[None]:
    """Keeps other runs away from the plans in `folder`, which is made where `make` says so.

    Otherwise a run could exchange a plan between the moment when it is read or checked and the
    moment when it is written down or applied. The folder itself is locked, which needs no file in
    it. Raises UsageError while another run works there, InputError where there is no such folder,
    MachineError where it cannot be made.
    """
    try:
        descriptor = os.open(private_folder(folder) if make else folder, os.O_RDONLY)
    except OSError as error:
        if make:
            raise disk_error(error) from error
        raise InputError(
            f"there are no plans in {folder}: {error.strerror}", hint="tfgen plan --out DIR"
        ) from error
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"another tfgen run works with the plans in {folder}",
            hint="wait for it, or keep plans in another folder",
        ) from error
    except OSError:
        # A file system without locks, which some network disks are: the digests remain.
        return
