"""The file of an index: a zip of JSON documents, about 16 kB each, and one that says what is where.

Names stand in sorted order, so that the same content gives the same file; equal neighbours
compress well together, and one lookup unpacks one document. Nothing in it is ever run, and what a
document may unpack to is bounded, because indexes travel with the cache of CI.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from tfgen.errors import InputError, Where

FORMAT = 1
_CHUNK = 16_384
# The largest entry of the AWS provider, a data source of QuickSight's, is 0.8 MB.
_LARGEST_DOCUMENT = 32 * 2**20
_LARGEST_FILE = 64 * 2**20
_CONTENTS = "contents.json"
_DAY = (1980, 1, 1, 0, 0, 0)


def pack(entries: Mapping[str, Any], about: Mapping[str, Any]) -> bytes:
    """The bytes of an index; `entries` are JSON values by name, `about` is what it is made from."""
    chunks = [dict(chunk) for chunk in _chunks(entries)]
    contents = {
        "format": FORMAT,
        **about,
        "documents": [list(chunk) for chunk in chunks],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, _CONTENTS, contents)
        for number, chunk in enumerate(chunks):
            _add(archive, f"{number:04}.json", chunk)
    return buffer.getvalue()


def _chunks(entries: Mapping[str, Any]) -> Iterator[list[tuple[str, Any]]]:
    chunk: list[tuple[str, Any]] = []
    size = 0
    for name, entry in sorted(entries.items()):
        length = len(_json(entry))
        if chunk and size + length > _CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append((name, entry))
        size += length
    if chunk:
        yield chunk


def _add(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    archive.writestr(entry, _json(value), zipfile.ZIP_DEFLATED, 9)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Packed:
    """An opened index: its entries by name, each document unpacked when it is first asked for."""

    def __init__(self, path: Path) -> None:
        """Reads the file at `path`; InputError when it is missing or no index of this format."""
        self._path = path
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise self._broken("it is too large")
            self._archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        except (OSError, zipfile.BadZipFile) as error:
            raise self._broken(str(error)) from error
        contents = self._read(_CONTENTS)
        if contents.get("format") != FORMAT or not isinstance(contents.get("documents"), list):
            raise self._broken("another version of tfgen wrote it")
        self._place = {
            name: number for number, names in enumerate(contents.pop("documents")) for name in names
        }
        self.about: Mapping[str, Any] = contents
        self._document = lru_cache(maxsize=16)(self._numbered)

    def get(self, name: str) -> Any:
        """The entry of that name; None when there is none. InputError when it is damaged."""
        number = self._place.get(name)
        return None if number is None else self._document(number).get(name)

    def names(self) -> tuple[str, ...]:
        """The names of all entries, sorted."""
        return tuple(self._place)

    def _numbered(self, number: int) -> dict[str, Any]:
        return self._read(f"{number:04}.json")

    def _read(self, name: str) -> dict[str, Any]:
        try:
            if self._archive.getinfo(name).file_size > _LARGEST_DOCUMENT:
                raise self._broken(f"{name} is too large")
            value = json.loads(self._archive.read(name))
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
            raise self._broken(f"{name}: {error}") from error
        if not isinstance(value, dict):
            raise self._broken(f"{name} is no object")
        return value

    def _broken(self, reason: str) -> InputError:
        return InputError(
            f"the provider's index cannot be read: {reason}",
            where=Where(self._path),
            hint="delete the file, and run: tfgen schema pull",
        )
