"""Paths -> findings: reads every module below some paths and applies the rules to it.

Nothing here starts `terraform init` or uses the network; Terraform is asked about syntax only,
and only where it is there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen.errors import UsageError
from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader
from tfgen.rules import RULES
from tfgen.rules.frame import Finding
from tfgen.rules.suppression import without_suppressed

_SKIPPED = frozenset({"node_modules"})
_Chosen = dict[Path, set[Path] | None]


def validate(
    paths: Sequence[Path], terraform: str | None = None, root: Path | None = None
) -> tuple[Finding, ...]:
    """The findings in the `.tf` files at and below `paths`, by path, line, column and code.

    A folder is one module, and is read whole when a path names only one file of it. Hidden
    folders and `node_modules` below a path are left out. `terraform` is the program that judges
    syntax: a path, "" for none, None for the one on PATH. Paths in findings are relative to
    `root` (default: the current folder) where they lie below it.

    Raises `UsageError` for a path that does not exist or is no `.tf` file.
    """
    root = Path.cwd() if root is None else root.absolute()
    chosen = _choose([Path(os.path.normpath(root / path)) for path in paths])
    program = shutil.which("terraform") if terraform is None else terraform
    modules = Reader(program or None).modules(chosen)
    found = {
        finding
        for module in modules
        for finding in _check(module)
        if _is_chosen(finding.path, chosen[module.folder])
    }
    shown = (replace(finding, path=_relative(finding.path, root)) for finding in found)
    return tuple(sorted(shown, key=_order))


def source_texts(findings: Iterable[Finding], root: Path | None = None) -> Mapping[Path, str]:
    """The text of each file that a finding names, by the path in the finding.

    A file that cannot be read is left out.
    """
    root = Path.cwd() if root is None else root
    texts = {}
    for path in {finding.path for finding in findings}:
        try:
            texts[path] = (root / path).read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            continue
    return texts


def _check(module: Module) -> list[Finding]:
    findings = (finding for rule in RULES for finding in rule.check(module))
    return without_suppressed(findings, module.files)


def _choose(paths: Iterable[Path]) -> _Chosen:
    """The folders to read, and of each the files to report on (None: all)."""
    chosen: _Chosen = {}
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            chosen.update(dict.fromkeys(_folders(path, seen)))
        elif path.name.endswith(".tf") and path.is_file():
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


def _folders(top: Path, seen: set[Path]) -> Iterator[Path]:
    """The folders at and below `top` with `.tf` files, or that cannot be listed.

    Follows symbolic links to folders, each real folder once; `seen` are those already given.
    """
    todo = [top]
    while todo:
        folder = todo.pop()
        real = Path(os.path.realpath(folder))
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            yield folder
            continue
        if any(entry.name.endswith(".tf") for entry in entries):
            yield folder
        todo += [entry for entry in reversed(entries) if _entered(entry)]


def _entered(entry: Path) -> bool:
    return not entry.name.startswith(".") and entry.name not in _SKIPPED and entry.is_dir()


def _is_chosen(path: Path, only: set[Path] | None) -> bool:
    return only is None or path in only


def _relative(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path.as_posix(), finding.line, finding.column, finding.code, finding.message
