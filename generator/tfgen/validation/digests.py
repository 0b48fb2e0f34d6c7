"""What a folder or a file holds, as a short text that changes with it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

_READ = (".tf", ".tf.json", ".tofu", ".tofu.json", ".terraform.lock.hcl")
_SIZE = 16
_MOST = 5_000
_PART = 65_536
# The names of environment and stack may count: `stacks/prd/web`.
_NAMES = 3
_CODE = Path(__file__).resolve().parents[1]


class Digests:
    """Digests of the folders of modules, and of other files, each computed once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}
        self._files: dict[Path, str] = {}

    def folder(self, path: Path) -> str:
        """Of the files that make a module, and of the folder's name; "-" where it is none."""
        if path not in self._known:
            self._known[path] = _folder(path)
        return self._known[path]

    def file(self, path: Path) -> str:
        """Of a file's content, or of the names below a folder; "-" where there is nothing."""
        if path not in self._files:
            self._files[path] = _file(path)
        return self._files[path]


def _folder(path: Path) -> str:
    digest = blake2b(
        "/".join(path.parts[-_NAMES:]).encode(errors="surrogateescape"), digest_size=_SIZE
    )
    try:
        with os.scandir(path) as entries:
            files = sorted(
                (entry.name, entry.path if entry.is_file() else "")
                for entry in entries
                if entry.name.endswith(_READ)
            )
        for name, file in files:
            # To open a pipe would wait for whoever writes into it.
            content = _bytes(file) if file else b""
            digest.update(f"\n{name}\n{len(content)}\n".encode(errors="surrogateescape"))
            digest.update(content)
    except OSError:
        return "-"
    return digest.hexdigest()


def _bytes(path: str) -> bytes:
    """The content of a file. Ten thousand are read: half of the time of `open` is its objects."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        parts = []
        while part := os.read(descriptor, _PART):
            parts.append(part)
    finally:
        os.close(descriptor)
    return b"".join(parts)


def _file(path: Path) -> str:
    try:
        if path.is_dir():
            names = (str(one.relative_to(path)) for one in path.rglob("*"))
            return _digest("\n".join(sorted(_first(names))).encode(errors="surrogateescape"))
        return _digest(path.read_bytes()) if path.is_file() else "-"
    except OSError:
        return "-"


def _first(names: Iterable[str]) -> Iterable[str]:
    return (name for name, _ in zip(names, range(_MOST), strict=False))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=_SIZE).hexdigest()


@cache
def code_digest() -> str:
    """Of tfgen itself, its rules and the schemas it brings: what is kept hangs on them."""
    digest = blake2b(digest_size=_SIZE)
    for path in sorted(_CODE.rglob("*")):
        if path.suffix in (".py", ".zip", ".json"):
            digest.update(path.relative_to(_CODE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
