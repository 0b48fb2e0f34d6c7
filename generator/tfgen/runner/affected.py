"""Which stacks a change reaches, and by which way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen import yaml_file
from tfgen.errors import TfgenError
from tfgen.project import FILE_NAME, Project
from tfgen.runner.changed_files import Changes, Repository
from tfgen.runner.reads import Known, Read, targets
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
    known = Known()
    found = []
    for stack in stacks:
        chain = general.chain(stack) or _chain(project, stack, changed, known)
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


@dataclass(frozen=True)
class _Step:
    """A folder or file that a stack reads, and the read that led there from another step."""

    path: str
    by: Read | None = None
    before: _Step | None = None


def _chain(
    project: Project, stack: StackFolder, changed: _Changed, known: Known
) -> tuple[str, ...]:
    """The way from the stack over the folders that it reads to a change; empty where none."""
    top = str(stack.path)
    steps, seen = [_Step(top)], {top}
    for step in steps:
        if found := _changed_at(step.path, changed, known):
            return (stack.name, *_way(project, step), _told(project, found))
        for read in known[step.path].found:
            if read.path is None and (found := changed.any()):
                doubt = f"{_place(project, step.path, read)} reads what only Terraform can name"
                return (stack.name, *_way(project, step), doubt, _told(project, found))
            for path in targets(read, step.path, top):
                if path not in seen:
                    seen.add(path)
                    steps.append(_Step(path, read, step))
    return ()


def _changed_at(path: str, changed: _Changed, known: Known) -> str | None:
    """A change at a path, below it, or where a link in it leads."""
    places = (path, *map(str, known[path].links))
    return next((found for place in places if (found := changed.at(place))), None)


def _way(project: Project, step: _Step) -> list[str]:
    """The reads from the stack to a step, as `file:line`."""
    way: list[str] = []
    while step.before and step.by:
        way.append(_place(project, step.before.path, step.by))
        step = step.before
    return way[::-1]


def _place(project: Project, folder: str, read: Read) -> str:
    return f"{_told(project, folder)}/{read.by}:{read.line(folder)}"


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
