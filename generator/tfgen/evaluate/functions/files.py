"""Functions that read files: https://developer.hashicorp.com/terraform/language/functions#filesystem.

Relative paths are relative to the folder of the root module, where Terraform runs. Where that is
not known, what they lead to is unknown. Only regular files up to a size are read.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from posixpath import basename, normpath

from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.encoding import in_base64
from tfgen.evaluate.functions.hashing import HASHES, hash_of
from tfgen.evaluate.functions.model import (
    ArgumentError,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.looked_at import note
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import STRING
from tfgen.evaluate.values import Value, boolean, set_of, string

_ADD = "add the file, or correct the path; it starts where Terraform runs"
_LARGEST = 4_000_000
_MOST_FILES = 20_000
_MOST_BRACES = 4
_MOST_COMMAS = 16
_SPECIAL = frozenset("{}\\^!")
_BRACES = re.compile(r"\{([^{}/]*)\}")


def _path(given: str, scope: Scope) -> Path:
    if given.startswith("~") or "\0" in given:
        # Whose home it is, only Terraform knows.
        raise NotExactError
    path = _working_folder(given, scope) / normpath(given)
    note(path)
    return path


def _working_folder(given: str, scope: Scope) -> Path:
    """What a path starts from. Raises `NotExactError` where it is relative to who knows what."""
    if scope.folder is None and not given.startswith("/"):
        raise NotExactError
    return scope.folder or Path("/")


def read_bytes(given: str, scope: Scope) -> bytes:
    """What is in a file; raises `ArgumentError` where there is none."""
    path = _path(given, scope)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ArgumentError(0, f'"{given}" is a folder', _ADD)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise NotExactError
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ArgumentError(0, f'there is no file "{given}"', _ADD) from None
    except OSError:
        raise NotExactError from None


def read_text(given: str, scope: Scope) -> str:
    """What is in a file of UTF-8."""
    try:
        return read_bytes(given, scope).decode()
    except UnicodeDecodeError:
        raise FunctionError(f'"{given}" is no UTF-8; read it by filebase64()') from None


@implements("file")
def file(call: Invocation) -> Value:
    """The text of a file."""
    return string(read_text(text(call.given[0]), call.scope))


@implements("filebase64")
def filebase64(call: Invocation) -> Value:
    """The bytes of a file in base 64."""
    return string(in_base64(read_bytes(text(call.given[0]), call.scope)))


def _hash(name: str, word: str) -> None:
    digest = hash_of(word)

    @implements(name)
    def run(call: Invocation) -> Value:
        return string(digest(read_bytes(text(call.given[0]), call.scope)))


for _word in HASHES:
    _bare = _word.removeprefix("base64")
    _hash(f"file{'base64' if _bare != _word else ''}{_bare}", _word)


@implements("fileexists")
def fileexists(call: Invocation) -> Value:
    """Whether there is a file; anything else at the path is an error."""
    path = _path(text(call.given[0]), call.scope)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return boolean(False)
    except OSError:
        raise NotExactError from None
    if not stat.S_ISREG(mode):
        raise FunctionError(f'"{text(call.given[0])}" is no file')
    return boolean(True)


@implements("basename")
def base(call: Invocation) -> Value:
    """The last part of a path."""
    bare = text(call.given[0])
    trimmed = bare.rstrip("/")
    return string(basename(trimmed) if trimmed else "/" if bare else ".")


@implements("dirname")
def parent(call: Invocation) -> Value:
    """A path without its last part."""
    head = text(call.given[0]).rpartition("/")
    return string(_clean(head[0] + head[1]))


def _clean(given: str) -> str:
    """The path without `.`, `..` and doubled slashes, as Go's filepath.Clean gives it."""
    cleaned = normpath(given) if given else "."
    return cleaned[1:] if cleaned.startswith("//") else cleaned


@implements("abspath")
def abspath(call: Invocation) -> Value:
    """The path from the root of the file system on."""
    given = text(call.given[0])
    folder = _working_folder(given, call.scope)
    return string(_clean(os.path.join(folder.absolute(), given)))  # noqa: PTH118


@implements("pathexpand")
def pathexpand(call: Invocation) -> Value:
    """A path without `~` stays what it is."""
    if text(call.given[0]).startswith("~"):
        raise NotExactError
    return call.given[0]


@implements("fileset")
def fileset(call: Invocation) -> Value:
    """The paths of the files below a folder that match a pattern with `*`, `?` and `**`."""
    folder, left = _path(text(call.given[0]), call.scope), [_MOST_FILES]
    found: list[str] = []
    for pattern in _alternatives(text(call.given[1])):
        if _SPECIAL & set(pattern) or pattern.startswith("/") or ".." in pattern.split("/"):
            raise NotExactError
        wanted = [part for part in pattern.split("/") if part not in ("", ".")]
        found.extend(_below(folder, "", left, wanted))
    return set_of(STRING, tuple(map(string, found)))


def _alternatives(pattern: str) -> list[str]:
    """The patterns that one with `{a,b}` stands for."""
    braces = _BRACES.search(pattern)
    if braces is None:
        return [pattern]
    if pattern.count("{") > _MOST_BRACES or pattern.count(",") > _MOST_COMMAS:
        raise NotExactError
    before, after = pattern[: braces.start()], pattern[braces.end() :]
    return [each for one in braces[1].split(",") for each in _alternatives(before + one + after)]


def _below(folder: Path, prefix: str, left: list[int], parts: list[str]) -> list[str]:
    """The files that match the parts of a pattern, below a folder."""
    from fnmatch import fnmatchcase

    if not parts:
        return []
    part, rest = parts[0], parts[1:]
    note(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:
        raise NotExactError from None
    left[0] -= len(entries)
    if left[0] < 0:
        raise NotExactError
    out: list[str] = []
    if part == "**":
        out.extend(_below(folder, prefix, left, rest or ["*"]))
    for entry in entries:
        if entry.is_symlink():
            raise NotExactError
        name = prefix + entry.name
        if entry.is_dir():
            if part == "**":
                out.extend(_below(Path(entry.path), f"{name}/", left, parts))
            elif rest and fnmatchcase(entry.name, part):
                out.extend(_below(Path(entry.path), f"{name}/", left, rest))
        elif part != "**" and not rest and entry.is_file() and fnmatchcase(entry.name, part):
            out.append(name)
    return list(dict.fromkeys(out))
