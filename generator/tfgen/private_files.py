"""Files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

FOLDER_MODE = 0o700


def write_private(path: Path, content: str | bytes) -> None:
    """Writes `content` (a text as UTF-8) to `path`, mode 0600, in one step.

    A reader sees the former file or the new one, never half of it; the folder must exist.
    Raises OSError (no space, no permission), with the former file untouched.
    """
    # mkstemp makes the file 0600 whatever the umask is, and os.replace keeps that mode.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content.encode() if isinstance(content, str) else content)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def private_folder(path: Path) -> Path:
    """Makes `path` and its parents where they are missing, mode 0700, and gives it back.

    A folder that exists keeps its mode. Raises OSError.
    """
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return path
