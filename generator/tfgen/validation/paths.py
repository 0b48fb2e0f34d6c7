"""Which folders and files a command line means, and the texts that findings show."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tfgen.errors import UsageError
from tfgen.rules.frame import Finding

_SKIPPED = frozenset({"node_modules"})
_SUFFIXES = (".tf", ".tf.json")
Chosen = dict[Path, set[Path] | None]
"""The folders to read, and of each the files to report on (None: all)."""


def source_texts(findings: Iterable[Finding], root: Path | None = None) -> Mapping[Path, str]:
    """The text of each file that a finding names, by the path in the finding.

    A file that cannot be read is left out.
    """
    root = Path.cwd() if root is None else root
    texts = {}
    for path in {finding.path for finding in findings}:
        if not (root / path).is_file():
            continue
        try:
            texts[path] = (root / path).read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            continue
    return texts


def choose(paths: Iterable[Path]) -> Chosen:
    """The modules at and below `paths`. A folder is one module, read whole whatever names it.

    Hidden folders and `node_modules` below a path are left out. Raises `UsageError` for a path
    that does not exist or is no `.tf` file.
    """
    chosen: Chosen = {}
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path.is_dir():
            chosen.update(dict.fromkeys(_folders(path, seen)))
        elif path.name.endswith(_SUFFIXES) and path.is_file():
            only = chosen.setdefault(path.parent, set())
            if only is not None:
                only.add(path)
        elif os.path.lexists(path):
            raise UsageError(
                f"{path} is no folder and no .tf file",
                hint="name .tf files, or folders that hold them",
            )
        else:
            raise UsageError(f"{path} does not exist", hint="check the path; it is seen from here")
    return chosen


def _folders(top: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """The folders at and below `top` with `.tf` files, or that cannot be listed.

    Follows symbolic links to folders, each real folder once; `seen` are those already given.
    """
    todo = [str(top)]
    while todo:
        folder = todo.pop()
        try:
            status = os.stat(folder)  # noqa: PTH116  (thousands of folders are looked at)
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            yield Path(folder)
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        if any(entry.name.endswith(_SUFFIXES) for entry in entries):
            yield Path(folder)
        todo += [entry.path for entry in reversed(entries) if _entered(entry)]


def _entered(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name in _SKIPPED:
        return False
    try:
        return entry.is_dir()
    except OSError:
        return False
