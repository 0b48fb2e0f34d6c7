"""A zip of saved plans -> a folder of them, for nobody but its owner, all or nothing.

The zip comes out of a run of a branch, so whoever may push a branch may have written it.
"""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from tfgen.errors import InputError, MachineError, UsageError, Where
from tfgen.private_files import private_folder

_MOST_BYTES = 1 << 30
_MOST_FILES = 20_000
_CHUNK = 1 << 16
# What a damaged or odd archive makes the library raise.
_BROKEN = (NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError)
_FILE_MODE = 0o600


def require_new(folder: Path) -> None:
    """Raises UsageError where `folder` is something already that plans would be mixed with."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise UsageError(
            f"{folder} is there already", hint=f"remove it, or name a new one: rm -r {folder}"
        )


def unpack(archive: Path, folder: Path) -> int:
    """Unpacks `archive` into the new folder `folder` (0700, files 0600); gives how many files.

    Raises InputError for what is no zip, leads out of the folder, is no plain file, or is larger
    than plans ever are; MachineError where the disk does not take it. Then nothing is left behind.
    """
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        private_folder(partial)
        with zipfile.ZipFile(archive) as found:
            members = _members(found, archive)
            for name, info in members.items():
                _write(found, info, partial / name, archive)
        if folder.is_dir():
            folder.rmdir()
        partial.rename(folder)
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise _wrong(archive, f"is no zip that can be read: {error}") from error
    except OSError as error:
        raise MachineError(
            f"{folder} cannot be written: {error.strerror or error}", hint="name another folder"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return len(members)


def _members(found: zipfile.ZipFile, archive: Path) -> dict[str, zipfile.ZipInfo]:
    """The plain files by their paths, each checked."""
    infos = [info for info in found.infolist() if not info.is_dir()]
    if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
        raise _wrong(archive, "holds more than plans ever are")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        path = PurePosixPath(info.filename)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in info.filename
            or ":" in "".join(path.parts[:1])
            or not path.parts
        ):
            raise _wrong(archive, f"has a file that leads out of its folder: {info.filename!r}")
        if kind not in (0, stat.S_IFREG):
            raise _wrong(archive, f"has something that is no plain file: {info.filename!r}")
        if path.as_posix() in members:
            raise _wrong(archive, f"has two files called {info.filename!r}")
        members[path.as_posix()] = info
    return members


def _write(found: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, archive: Path) -> None:
    private_folder(target.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with found.open(info) as source, os.fdopen(os.open(target, flags, _FILE_MODE), "wb") as out:
        # What the zip says of its sizes is not believed.
        while chunk := source.read(_CHUNK):
            out.write(chunk)
            if out.tell() > info.file_size:
                raise _wrong(archive, f"says less than the truth of {info.filename!r}")


def _wrong(archive: Path, why: str) -> InputError:
    return InputError(f"it {why}", hint="plan again: tfgen plan --out DIR", where=Where(archive))
