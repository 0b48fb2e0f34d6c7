"""What earlier runs found, kept by the content it was found in.

One JSON file in the cache folder, `validate/<digest of tfgen>.json`: safe to share, to carry from
run to run and to delete. What it says is taken for data only; an entry counts when the files of the
module, those of the modules that it calls and every file that was read on the way are the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.analysis.go_versions import Release
from tfgen.errors import MachineError
from tfgen.private_files import private_folder, write_private
from tfgen.user_cache import cache_folder
from tfgen.validation.checking import Checked
from tfgen.validation.digests import Digests, code_digest
from tfgen.validation.rows import at_end_of, finding, row, sound, way_to

_DAY = 86_400
_DAYS = 30
_MOST_ENTRIES = 20_000
_LARGEST = 100_000_000
_OLD_FILES = 3


@dataclass(frozen=True)
class Kept:
    """The entries of one run: those found at its start, and those it used or added."""

    path: Path | None
    entries: dict[str, Any]
    used: dict[str, Any]

    def find(self, folder: Path, digests: Digests) -> Checked | None:
        """What was found in the module of a folder when all was as it is now."""
        key = digests.folder(folder)
        entry = self.entries.get(key)
        if entry is None:
            return None
        try:
            same = all(
                digests.folder(at_end_of(folder, way)) == digest
                for way, digest in entry["modules"].items()
            ) and all(
                digests.file(at_end_of(folder, way)) == digest
                for way, digest in entry["files"].items()
            )
            checked = _checked(folder, entry) if same else None
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None
        if checked is not None:
            self.used[key] = entry
        return checked

    def add(self, checked: Checked, digests: Digests) -> None:
        """Keeps what was found, unless Terraform had a say in it."""
        if checked.settled:
            self.used[digests.folder(checked.folder)] = _entry(checked, digests)

    def save(self) -> None:
        """Writes what this run used, and what others did in the last weeks.

        A cache that cannot be written costs time and nothing else, so that is no error.
        """
        today = int(time.time() // _DAY)
        if self.path is None or not self._changed(today):
            return
        merged = {
            key: entry
            for key, entry in self.entries.items()
            if key not in self.used and isinstance(entry, dict) and _age(entry, today) <= _DAYS
        }
        for key, entry in self.used.items():
            merged[key] = {**entry, "day": today}
        newest = dict(list(merged.items())[-_MOST_ENTRIES:])
        text = json.dumps({"version": 1, "entries": newest}, separators=(",", ":"))
        with contextlib.suppress(OSError):
            write_private(self.path, text)
            _forget(self.path)

    def _changed(self, today: int) -> bool:
        return any(
            self.entries.get(key) is not entry or _age(entry, today) > 0
            for key, entry in self.used.items()
        )


def _age(entry: Any, today: int) -> int:
    day = entry.get("day", 0)
    return today - day if isinstance(day, int) else today


def _forget(path: Path) -> None:
    """Removes the files of other versions of tfgen, but for the newest."""
    others = sorted(
        (one for one in path.parent.glob("*.json") if one != path),
        key=lambda one: one.stat().st_mtime,
    )
    for one in others[:-_OLD_FILES]:
        one.unlink(missing_ok=True)


def open_kept(release: Release | None = None, environ: Mapping[str, str] | None = None) -> Kept:
    """What is kept for this version of tfgen and a release of Terraform, if there is one.

    `TFGEN_CACHE=off` keeps and uses nothing.
    """
    environ = os.environ if environ is None else environ
    if environ.get("TFGEN_CACHE") == "off":
        return Kept(None, {}, {})
    try:
        folder = private_folder(cache_folder(environ) / "validate")
    except (OSError, MachineError):
        return Kept(None, {}, {})
    beside = "-".join(map(str, release or ()))
    path = folder / f"{code_digest()}{beside and f'-{beside}'}.json"
    return Kept(path, _read(path), {})


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        value = json.loads(path.read_text(encoding="utf-8"))
        entries = value["entries"] if value["version"] == 1 else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _entry(checked: Checked, digests: Digests) -> dict[str, Any]:
    folder = checked.folder
    return {
        "modules": {way_to(folder, path): digests.folder(path) for path in checked.modules},
        "files": {way_to(folder, path): digests.file(path) for path in checked.looked_at},
        "calls": [way_to(folder, path) for path in checked.calls],
        "findings": [row(folder, one) for one in checked.findings],
        "root_only": [row(folder, one) for one in checked.root_only],
        "facts": checked.facts,
    }


def _checked(folder: Path, entry: Mapping[str, Any]) -> Checked:
    return Checked(
        folder,
        tuple(finding(folder, values) for values in entry["findings"]),
        tuple(finding(folder, values) for values in entry["root_only"]),
        tuple((tuple(key), sound(values)) for key, values in entry["facts"]),
        tuple(at_end_of(folder, way) for way in entry["calls"]),
    )
