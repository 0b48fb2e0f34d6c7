"""Texts -> disk: every file is written whole beside its place before the first is moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tfgen.writer import disk_error


def write(texts: Mapping[Path, str]) -> None:
    """Puts each text in its file, all or none, and keeps each file's mode.

    A symbolic link stays one: the file that it leads to is written. Raises MachineError where a
    disk is full or a folder cannot be written; no file has changed then.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            target = path.resolve()
            staged[target] = _staged(target, text)
        for target, temporary in staged.items():
            temporary.replace(target)
    except OSError as error:
        raise disk_error(error) from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _staged(target: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.chmod(target.stat().st_mode & 0o7777)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
