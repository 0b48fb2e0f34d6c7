"""What Terraform said of modules, kept in a file, because asking it takes seconds a module."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from bench.verdicts import Fault, Verdict


class Notes:
    """Verdicts by key; read when it is opened, written when it is closed. No file: none kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._verdicts: dict[str, Verdict] = {}

    def __enter__(self) -> Notes:
        """Reads the file where there is one."""
        if self._path and self._path.is_file():
            for key, each in json.loads(self._path.read_text(encoding="utf-8")).items():
                faults = tuple(Fault(**fault) for fault in each["faults"])
                self._verdicts[key] = Verdict(faults, tuple(each["folders"]), each["outside"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Writes what is known, also when the run was stopped halfway."""
        if self._path:
            verdicts = {key: asdict(verdict) for key, verdict in self._verdicts.items()}
            self._path.write_text(json.dumps(verdicts, indent=1), encoding="utf-8")

    def known(self, key: str) -> Verdict | None:
        """The verdict under a key, None where there is none."""
        return self._verdicts.get(key)

    def note(self, key: str, verdict: Verdict) -> None:
        """Keeps a verdict."""
        self._verdicts[key] = verdict


def digest(folder: Path) -> str:
    """A hash of the names and contents of all files below a folder, in hexadecimal digits."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()
