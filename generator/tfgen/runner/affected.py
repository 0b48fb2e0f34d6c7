"""Which stacks a change reaches, and by which way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tfgen import yaml_file
from tfgen.errors import TfgenError
from tfgen.project import FILE_NAME, Project
from tfgen.runner.changed_files import Changes, Repository
from tfgen.runner.reads import Read, reads
from tfgen.runner.selection import StackFolder

# What says which Terraform runs below its folder.
_VERSION_FILES = frozenset(
    {".terraform-version", ".opentofu-version", ".tool-versions", ".mise.toml", "mise.toml"}
)
_ENVIRONMENTS = "environments"


@dataclass(frozen=True)
class Affected:
    """A stack that a change reaches; `chain` leads from the stack to the file that changed."""

    stack: StackFolder
    chain: tuple[str, ...]


def affected(
    project: Project, stacks: Sequence[StackFolder], changes: Changes, repository: Repository
) -> tuple[Affected, ...]:
    """The stacks that read something which differs from the base, in the order of `stacks`.

    Where it cannot be told what a stack reads, every change counts.
    """
    changed = _Changed(changes.paths)
    general = _General(project, changes, repository)
    found = []
    for stack in stacks:
        chain = general.chain(stack) or _chain(project, stack, changed)
        if chain:
            found.append(Affected(stack, chain))
    return tuple(found)


class _Changed:
    """The changed paths, asked by folder: of `a/b/c`, `a/b` and `a` hold a change, too."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._below: dict[str, str] = {}
        self._known: dict[str, str | None] = {}
        self._paths = {str(path) for path in paths}
        for text in sorted(self._paths):
            above = text
            while above not in self._below:
                self._below[above] = text
                above = os.path.dirname(above)  # noqa: PTH120  (once for each part of each path)

    def at(self, path: str) -> str | None:
        """A changed path that is `path`, lies below it, or is a folder above it that has gone."""
        if path not in self._known:
            self._known[path] = self._at(path) or self._at(os.path.realpath(path))
        return self._known[path]

    def _at(self, path: str) -> str | None:
        if path in self._below:
            return self._below[path]
        above = (str(folder) for folder in Path(path).parents)
        return next((folder for folder in above if folder in self._paths), None)

    def any(self) -> str | None:
        """Some changed path."""
        return min(self._paths, default=None)


def _chain(project: Project, stack: StackFolder, changed: _Changed) -> tuple[str, ...]:
    """The way from the stack over the folders that it reads to a change; empty where none."""
    top = str(stack.path)
    todo: list[tuple[str, tuple[str, ...]]] = [(top, (stack.name,))]
    seen = {top}
    while todo:
        folder, way = todo.pop(0)
        if found := changed.at(folder):
            return (*way, _told(project, found))
        links = reads(folder).links
        if found := next((text for link in links if (text := changed.at(str(link)))), None):
            return (*way, _told(project, found))
        for read in reads(folder).found:
            place = f"{_told(project, folder)}/{read.by}:{read.line}"
            if read.path is None:
                if found := changed.any():
                    doubt = f"{place} reads a file that only Terraform can name"
                    return (*way, doubt, _told(project, found))
                continue
            for path in _targets(read, folder, top):
                if path not in seen:
                    seen.add(path)
                    todo.append((path, (*way, place)))
    return ()


def _targets(read: Read, folder: str, stack: str) -> Iterator[str]:
    bases = {"folder": (folder,), "stack": (stack,), "either": dict.fromkeys((folder, stack))}
    for base in bases[read.seen_from]:
        yield _joined(base, read.path or ".")


@cache
def _joined(base: str, path: str) -> str:
    return os.path.normpath(os.path.join(base, path))  # noqa: PTH118


def _told(project: Project, path: str) -> str:
    return os.path.relpath(path, project.root)


class _General:
    """What reaches stacks without being read by Terraform: specs, settings, version files."""

    def __init__(self, project: Project, changes: Changes, repository: Repository) -> None:
        self._project = project
        root = project.root.resolve()
        self._specs: dict[str, str] = {}
        self._everywhere = ""
        self._environments: frozenset[str] = frozenset()
        self._versions: list[tuple[Path, str]] = []
        templates = root / project.settings.templates if project.settings.templates else None
        for path in changes.paths:
            told = _told(project, str(path))
            if path.parent == root / "services" and path.suffix == ".yaml":
                self._specs[path.stem] = told
            elif path == root / FILE_NAME:
                before = repository.text(changes.base, path)
                reached = _environments_changed(before, project.file.data)
                self._environments = reached or frozenset()
                self._everywhere = told if reached is None else self._everywhere
            elif path.name in _VERSION_FILES:
                self._versions.append((path.parent, told))
            elif templates and path.is_relative_to(templates):
                self._everywhere = told

    def chain(self, stack: StackFolder) -> tuple[str, ...]:
        """The way from a stack to such a change; empty where there is none."""
        if self._everywhere:
            return (stack.name, self._everywhere)
        if stack.environment in self._environments:
            return (stack.name, f"{FILE_NAME} ({_ENVIRONMENTS}.{stack.environment})")
        if stack.service in self._specs:
            return (stack.name, self._specs[stack.service])
        for folder, told in self._versions:
            if stack.path.is_relative_to(folder):
                return (stack.name, told)
        return ()


def _environments_changed(before: str | None, now: Mapping[str, Any]) -> frozenset[str] | None:
    """The environments whose settings differ; None where something that all share does."""
    try:
        former = yaml_file.parse(before, Path(FILE_NAME)).data if before is not None else {}
    except TfgenError:
        return None
    if {**former, _ENVIRONMENTS: None} != {**now, _ENVIRONMENTS: None}:
        return None
    old, new = former.get(_ENVIRONMENTS), now.get(_ENVIRONMENTS)
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return None
    return frozenset(str(name) for name in {*old, *new} if old.get(name) != new.get(name))
