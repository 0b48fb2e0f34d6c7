"""Folders -> what was found in each, with the local modules that they call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tfgen.hcl.reader import Reader
from tfgen.validation.checking import Checked, Checker


def check_all(folders: Sequence[Path], terraform: str | None) -> list[Checked]:
    """What is found in the modules of `folders`, and of the local modules that they call."""
    reader, checker = Reader(terraform), Checker()
    found: dict[Path, Checked] = {}
    todo = list(dict.fromkeys(folders))
    while todo:
        found |= {module.folder: checker.check(module) for module in reader.modules(todo)}
        called = (path for one in found.values() for path in one.calls)
        todo = [path for path in dict.fromkeys(called) if path not in found]
    return list(found.values())
