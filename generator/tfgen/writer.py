"""Files -> disk: what is new, changed, the same, or edited by a person; written all or nothing.

Every new text is first written whole into a staging folder on the same disk. Then a journal names
the moves that put them in place, and only then are they moved. A full disk is therefore met before
anything has changed, and a run that is killed leaves either no journal, and the old tree, or a
journal that the next run carries out to its end (`recover`).
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tfgen import header, listing
from tfgen.errors import MachineError, TfgenError

State = Literal["create", "update", "identical", "delete", "conflict"]
JOURNAL = "journal.json"


@dataclass(frozen=True)
class Change:
    """One file: its path relative to the root, what happens to it, its old and its new text."""

    path: str
    state: State
    old: str = ""
    new: str = ""

    def diff(self) -> str:
        """A unified diff from the text on disk to the text wanted."""
        lines = difflib.unified_diff(
            self.old.splitlines(keepends=True),
            self.new.splitlines(keepends=True),
            f"{self.path} (on disk)",
            f"{self.path} (generated)",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def compare(root: Path, wanted: Mapping[str, str], *, force: bool = False) -> list[Change]:
    """What has to happen for the files under `root` to hold the `wanted` texts (path -> text).

    A file of a stack folder that tfgen once wrote and no longer wants is deleted. With `force`, a
    file that a person edited is written over.
    """
    folders = {path.rpartition("/")[0] for path in wanted}
    there = {folder for folder in folders if (root / folder).is_dir()}
    changes = [
        _change(root, path, text, force)
        if path.rpartition("/")[0] in there
        else Change(path, "create", "", text)
        for path, text in wanted.items()
    ]
    return changes + [
        change for folder in sorted(there) for change in _stale(root, folder, wanted, force)
    ]


def _change(root: Path, path: str, text: str, force: bool) -> Change:
    old = _read(root / path)
    if old is None:
        return Change(path, "create", "", text)
    if old == text:
        return Change(path, "identical", old, text)
    state: State = "update" if force or header.is_untouched(old) else "conflict"
    return Change(path, state, old, text)


def _stale(root: Path, folder: str, wanted: Mapping[str, str], force: bool) -> Iterator[Change]:
    for path in listing.files(root / folder, "*.tf"):
        name = f"{folder}/{path.name}"
        if name in wanted:
            continue
        old = _read(path) or ""
        if header.is_generated(old):
            state: State = "delete" if force or header.is_untouched(old) else "conflict"
            yield Change(name, state, old)


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except FileNotFoundError:
        return None


def apply(root: Path, private: Path, changes: list[Change]) -> None:
    """Carries out every create, update and delete among `changes`, all of them or none.

    `private` is the folder for staging and journal, on the same disk as `root`. Raises
    MachineError where the disk is full or a folder cannot be written.
    """
    moves = [change for change in changes if change.state in ("create", "update")]
    deletions = [change.path for change in changes if change.state == "delete"]
    if not moves and not deletions:
        return
    staging = private / f"staging-{os.getpid()}"
    try:
        steps = _stage(root, staging, moves)
        journal = json.dumps({"staging": staging.name, "moves": steps, "deletions": deletions})
        _write_whole(private / JOURNAL, journal)
    except BaseException as error:
        shutil.rmtree(staging, ignore_errors=True)
        (private / JOURNAL).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise disk_error(error) from error
        raise
    recover(root, private)


def _stage(root: Path, staging: Path, moves: list[Change]) -> dict[str, str]:
    staging.mkdir(parents=True)
    steps = {}
    for number, change in enumerate(moves):
        staged = str(number)
        with (staging / staged).open("x", encoding="utf-8", newline="") as file:
            file.write(change.new)
        steps[staged] = change.path
    # Folders are made and tried here, where a full disk still leaves the old tree as it was.
    disk = staging.stat().st_dev
    for folder in {(root / change.path).parent for change in moves}:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        if folder.stat().st_dev != disk:
            raise OSError(errno.EXDEV, "lies on another disk than .tfgen", str(folder))
    return steps


def recover(root: Path, private: Path) -> bool:
    """Carries out a journal that an earlier run left behind; says whether there was one."""
    path = private / JOURNAL
    try:
        journal = json.loads(path.read_text(encoding="utf-8"))
        staging = private / journal["staging"]
        for staged, target in journal["moves"].items():
            with contextlib.suppress(FileNotFoundError):  # moved already, before the run was killed
                (staging / staged).replace(root / target)
        for target in journal["deletions"]:
            (root / target).unlink(missing_ok=True)
        path.unlink()
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MachineError(
            f"an earlier run has left {path}, which cannot be finished: {error}",
            hint=f"mend what it says and run again; or remove {path}, then: tfgen generate --force",
        ) from error
    shutil.rmtree(staging, ignore_errors=True)
    return True


def clean(private: Path) -> None:
    """Removes the staging folders of runs that were killed before they had a journal."""
    for staging in private.glob("staging-*"):
        shutil.rmtree(staging, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Writes one file so that it holds the whole of `text` or what it held before.

    A pipe or a device, `/dev/stdout`, is written to and never replaced. Raises MachineError where
    the disk is full or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
        else:
            _write_whole(path, text)
    except OSError as error:
        raise disk_error(error) from error


def _write_whole(path: Path, text: str) -> None:
    # A link stays a link: what it leads to is what somebody means.
    path = Path(os.path.realpath(path))
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def disk_error(error: OSError) -> TfgenError:
    """What the operating system said, as a message with a remedy."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MachineError(
            f"the disk is full ({error.strerror}); nothing was changed",
            hint="free some space and run the same command again",
        )
    return MachineError(
        f"{error.filename or 'a file'} cannot be used: {error.strerror or error}",
        hint="check that it is what its name says, who owns it, and whether it is read-only",
    )
