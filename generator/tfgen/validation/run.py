"""Folders -> what was found in each, with the local modules that they call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tfgen.analysis.go_versions import Release
from tfgen.hcl.reader import Reader
from tfgen.hcl.shapes import kept as kept_shapes
from tfgen.validation.checking import Checked, Checker
from tfgen.validation.digests import Digests
from tfgen.validation.kept import Kept

# To start processes costs a tenth of a second; below this many modules it does not pay.
_PARALLEL_FROM = 16
_AT_ONCE = 8


def check_all(
    folders: Sequence[Path], terraform: str | None, release: Release | None, kept: Kept
) -> list[Checked]:
    """What is found in the modules of `folders`, and of the local modules that they call."""
    digests = Digests()
    found: dict[Path, Checked] = {}
    new_shapes: kept_shapes.New = {}
    todo = list(dict.fromkeys(folders))
    while todo:
        missing = []
        for folder in todo:
            known = kept.find(folder, digests)
            if known is None:
                missing.append(folder)
            else:
                found[folder] = known
        for checked, shapes in _check(missing, terraform, release):
            found[checked.folder] = checked
            kept.add(checked, digests)
            new_shapes |= shapes
        called = (path for folder in todo for path in found[folder].calls)
        todo = [path for path in dict.fromkeys(called) if path not in found and path.is_dir()]
    kept.save()
    kept_shapes.save(new_shapes)
    return list(found.values())


def _check(
    folders: list[Path], terraform: str | None, release: Release | None
) -> Iterator[tuple[Checked, kept_shapes.New]]:
    """What is found in each module, and the shapes that were met for the first time there."""
    if len(folders) < _PARALLEL_FROM:
        yield from _Worker(terraform, release).check(folders)
        return
    from concurrent.futures import ProcessPoolExecutor

    some = [folders[at : at + _AT_ONCE] for at in range(0, len(folders), _AT_ONCE)]
    needs = (terraform, release)
    with ProcessPoolExecutor(os.cpu_count(), initializer=_start, initargs=needs) as pool:
        for checked in pool.map(_work, some):
            yield from checked


class _Worker:
    """What one process needs to check modules."""

    def __init__(self, terraform: str | None, release: Release | None) -> None:
        self._reader = Reader(terraform)
        self._checker = Checker(release)

    def check(self, folders: Sequence[Path]) -> list[tuple[Checked, kept_shapes.New]]:
        """What is found in the modules of some folders, and the shapes that are new."""
        modules = self._reader.modules(folders)
        return [(self._checker.check(module), kept_shapes.take_new()) for module in modules]


_workers: list[_Worker] = []


def _start(terraform: str | None, release: Release | None) -> None:
    _workers.append(_Worker(terraform, release))


def _work(folders: Sequence[Path]) -> list[tuple[Checked, kept_shapes.New]]:
    return _workers[-1].check(folders)
