"""Files -> the application's repository, where nothing that exists is ever changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from tfgen import writer
from tfgen.app_side import dockerfile
from tfgen.errors import UsageError
from tfgen.writer import Change

# written; there already with the same text; there already with another one; not wanted without the
# Dockerfile beside it.
State = Literal["written", "identical", "kept", "left out"]

_STAGING = ".tfgen-staging"


@dataclass(frozen=True)
class Outcome:
    """What became of one file; `path` is relative to the application's repository."""

    path: str
    state: State


def write(folder: Path, files: Mapping[str, str]) -> list[Outcome]:
    """Writes those of `files` (path -> text) that `folder` does not have yet, all of them or none.

    Raises UsageError where `folder` is no folder, MachineError where it cannot be written.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is {'no folder' if folder.exists() else 'not there'}",
            hint="clone the application's repository, and give its folder to --app-dir",
        )
    found = list(outcomes(folder, files))
    changes = [
        Change(one.path, "create", "", files[one.path]) for one in found if one.state == "written"
    ]
    staging = folder / _STAGING
    try:
        writer.recover(folder, staging)
        writer.apply(folder, staging, changes)
    finally:
        with contextlib.suppress(OSError):
            staging.rmdir()
    return found


def outcomes(folder: Path, files: Mapping[str, str]) -> Iterator[Outcome]:
    """What would become of each of `files` (path -> text) in `folder`."""
    states = {path: _state(folder / path, text) for path, text in files.items()}
    # A .dockerignore that somebody's own Dockerfile does not expect could take away what it copies.
    own = any(
        state == "kept" and files[path].startswith(dockerfile.SYNTAX)
        for path, state in states.items()
    )
    for path, state in states.items():
        ignores = PurePosixPath(path).name == ".dockerignore"
        yield Outcome(path, "left out" if own and ignores and state == "written" else state)


def _state(path: Path, text: str) -> State:
    if path.is_symlink() and not path.exists():
        return "kept"
    try:
        same = path.read_bytes() == text.encode()
    except (FileNotFoundError, NotADirectoryError):
        return "written"
    except OSError:  # a folder, or a file that may not be read
        return "kept"
    return "identical" if same else "kept"
