"""Modules -> findings: every rule over every module, and what stacks must not share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen.rules.frame import Finding
from tfgen.validation.checking import Checked
from tfgen.validation.installed import installed
from tfgen.validation.kept import open_kept
from tfgen.validation.paths import Chosen, choose
from tfgen.validation.rows import Row, finding, way_to
from tfgen.validation.run import check_all


def validate(
    paths: Sequence[Path], terraform: str | None = None, root: Path | None = None
) -> tuple[Finding, ...]:
    """The findings in the `.tf` files at and below `paths`, by path, line, column and code.

    A folder is one module, and is read whole when a path names only one file of it. Of local
    modules that are called and lie elsewhere only errors are reported: they are a part of what
    Terraform would read. `terraform` is the program that judges syntax: a path, "" for none, None
    for the one on PATH. Paths in findings are relative to `root` (default: the current folder)
    where they lie below it.

    Raises `UsageError` for a path that does not exist or is no `.tf` file.
    """
    root = Path.cwd() if root is None else root.absolute()
    chosen = choose([Path(os.path.normpath(root / path)) for path in paths])
    program = shutil.which("terraform") if terraform is None else terraform
    release = installed(program) if program else None
    checked = check_all(list(chosen), program or None, release, open_kept(release))
    called = {folder for one in checked for folder in one.calls}
    found = {each for one in checked for each in _reported(one, chosen, called)}
    found |= {
        each
        for each in _across(one for one in checked if one.folder in chosen)
        if _is_chosen(each.path, chosen[each.path.parent])
    }
    shown = (replace(each, path=_relative(each.path, root)) for each in found)
    return tuple(sorted(shown, key=_order))


def _reported(checked: Checked, chosen: Chosen, called: set[Path]) -> Iterator[Finding]:
    of_root = () if checked.folder in called else checked.root_only
    for one in (*checked.findings, *of_root):
        if checked.folder not in chosen:
            if one.severity == "error":
                yield one
        elif _is_chosen(one.path, chosen[checked.folder]):
            yield one


def _across(checked: Iterable[Checked]) -> Iterable[Finding]:
    """A finding at each place of a fact that stands in more than one module."""
    places: dict[tuple[str, ...], list[tuple[Path, Row]]] = {}
    for one in checked:
        for key, row in one.facts:
            places.setdefault(key, []).append((one.folder, row))
    for rows in places.values():
        if len({folder for folder, _ in rows}) > 1:
            found = sorted((finding(folder, row) for folder, row in rows), key=_order)
            yield from (_beside(one, found) for one in found)


def _beside(one: Finding, others: list[Finding]) -> Finding:
    """The finding, with the first place elsewhere that says the same."""
    other = next(each for each in others if each.path.parent != one.path.parent)
    # The way from one file to the other is the same wherever the repository lies.
    way = way_to(one.path.parent, other.path)
    return replace(one, message=f"{one.message} (also in {way}:{other.line})")


def _is_chosen(path: Path, only: set[Path] | None) -> bool:
    return only is None or path in only


def _relative(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path.as_posix(), finding.line, finding.column, finding.code, finding.message
