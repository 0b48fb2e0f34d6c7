"""Shapes of earlier runs, so that a run over familiar text needs neither hcl2 nor its tables.

A file of JSON in the user's cache, named after the code and the grammar that made it. What it
says is taken for data only; a file whose checksum is wrong counts as none.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from tfgen.errors import MachineError
from tfgen.hcl.shapes.reading import Shaped
from tfgen.private_files import private_folder, write_private
from tfgen.user_cache import cache_folder

Pieces: TypeAlias = tuple[str, ...]
New: TypeAlias = dict[Pieces, Shaped]

_MOST = 5_000
# JSON is written and read by recursion; a longer outline is rare, and may be nested deeply.
_MOST_PIECES = 200
_LARGEST = 20_000_000
_SIZE = 16
_BETWEEN = "\0"
_new: New = {}


def find(pieces: Pieces) -> Shaped | None:
    """The shapes of an outline, where an earlier run has met it."""
    row = _rows().get(_BETWEEN.join(pieces))
    if row is None:
        return None
    items, problems = row
    return Shaped(_tuples(items), _tuples(problems))


def note(pieces: Pieces, shaped: Shaped) -> None:
    """Notes the shapes of an outline that no earlier run has met."""
    _new[pieces] = shaped


def take_new() -> New:
    """What was noted in this process since the last call."""
    taken = dict(_new)
    _new.clear()
    return taken


def save(new: Mapping[Pieces, Shaped]) -> None:
    """Adds shapes to those of earlier runs, the newest last; the oldest go.

    A cache that cannot be written costs time and nothing else, so that is no error.
    """
    path = _path()
    if path is None or not new:
        return
    rows = _read(path)
    for pieces, shaped in new.items():
        if len(pieces) <= _MOST_PIECES:
            rows[_BETWEEN.join(pieces)] = [shaped.items, shaped.problems]
    text = json.dumps(dict(list(rows.items())[-_MOST:]), separators=(",", ":"))
    with contextlib.suppress(OSError):
        write_private(path, f"{_digest(text.encode())}\n{text}")


@cache
def _rows() -> Mapping[str, Any]:
    path = _path()
    return {} if path is None else _read(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        checksum, _, text = path.read_text(encoding="utf-8").partition("\n")
        rows = json.loads(text) if checksum == _digest(text.encode()) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return rows if isinstance(rows, dict) else {}


@cache
def _path() -> Path | None:
    """The file for this code and this grammar; None where nothing is kept."""
    grammar = find_spec("hcl2")
    if os.environ.get("TFGEN_CACHE") == "off" or grammar is None or grammar.origin is None:
        return None
    here = Path(__file__).parent
    sources = [Path(grammar.origin).with_name("hcl2.lark"), here.parent / "grammar.py"]
    try:
        made_by = [path.read_bytes() for path in (*sources, *sorted(here.glob("*.py")))]
        folder = private_folder(cache_folder() / "shapes")
    except (OSError, MachineError):
        return None
    return folder / f"{_digest(*made_by)}.json"


def _digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_SIZE).hexdigest()


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
