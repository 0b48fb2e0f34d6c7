"""specs -> stacks: everything between reading the specs and the list of changes on disk.

What a whole run produced is remembered as hashes in `.tfgen/`, so that a run in which no input
changed only has to look at the files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tfgen import __version__, header, listing, render, services, stack_texts, writer
from tfgen.errors import UsageError
from tfgen.project import Project
from tfgen.writer import Change

_MEMORY = "generated.json"


@dataclass(frozen=True)
class Generation:
    """What generating means for the disk: the changes, and the stacks that no spec names.

    `inputs` is a hash of everything that it was made from; `retired` are the services of a strategy
    that AWS has retired.
    """

    changes: tuple[Change, ...]
    leftovers: tuple[str, ...]
    inputs: str = ""
    retired: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        """How many files are in `state`."""
        return sum(change.state == state for change in self.changes)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files that a person edited."""
        return tuple(change for change in self.changes if change.state == "conflict")

    @property
    def pending(self) -> tuple[Change, ...]:
        """The files that are not as generating would leave them."""
        return tuple(change for change in self.changes if change.state != "identical")


def prepare(
    project: Project,
    names: Sequence[str] = (),
    environment: str | None = None,
    *,
    force: bool = False,
) -> Generation:
    """Renders the stacks of the services `names` (all where empty) and compares them with the disk.

    A platform goes by the name `_platform`. Nothing is written. Raises InputError(s) for a wrong
    spec, template or selection.
    """
    if environment:
        project.environment(environment)
    stack_texts.require_templates(project)
    inputs = _inputs(project)
    if not names and not environment and (known := _remembered(project, inputs)):
        return known
    wanted = stack_texts.stacks(project, names, environment)
    if not wanted.texts and (names or environment):
        raise UsageError(
            f"no chosen service lives in environment {environment!r}",
            hint="add the environment to the spec, under `environments`",
        )
    changes = writer.compare(project.root, wanted.texts, force=force)
    leftovers = tuple(_leftovers(project, wanted.folders))
    return Generation(tuple(changes), leftovers, inputs, wanted.retired)


def write(project: Project, generation: Generation) -> None:
    """Puts the changes of `generation` on the disk, all of them or none; conflicts are left out."""
    private = project.private_folder
    writer.apply(project.root, private, list(generation.changes))


def remember(project: Project, generation: Generation) -> None:
    """Notes what a whole run has left on the disk, for `prepare` to recognise."""
    known = {change.path: change.new for change in generation.changes if change.new}
    memory = {
        "inputs": generation.inputs,
        "disk": _on_disk(project, known),
        "files": [change.path for change in generation.changes if change.state != "delete"],
        "leftovers": generation.leftovers,
        "retired": generation.retired,
    }
    writer.write_whole(project.private_folder / _MEMORY, json.dumps(memory))


def _remembered(project: Project, inputs: str) -> Generation | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        memory = json.loads((project.private_folder / _MEMORY).read_text(encoding="utf-8"))
        if memory["inputs"] == inputs and memory["disk"] == _on_disk(project):
            same = tuple(Change(path, "identical") for path in memory["files"])
            return Generation(same, tuple(memory["leftovers"]), inputs, tuple(memory["retired"]))
    return None


def _on_disk(project: Project, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """A hash of every Terraform file in the stacks, whoever wrote it.

    `known` are the texts of files that need not be read, because they have just been written.
    """
    found = {}
    for folder in _stack_folders(project):
        parent = folder.relative_to(project.root).as_posix()
        for name in (path.name for path in listing.files(folder, "*.tf")):
            text = known.get(f"{parent}/{name}")
            content = (folder / name).read_bytes() if text is None else text.encode()
            found[f"{parent}/{name}"] = hashlib.sha256(content).hexdigest()
    return found


def _inputs(project: Project) -> str:
    """A hash of all that generation depends on."""
    found = hashlib.sha256(
        f"{__version__} {render.digest(stack_texts.overrides(project))}".encode()
    )
    found.update(project.file.text.encode())
    for path in services.spec_paths(project):
        found.update(path.name.encode() + b"\0")
        found.update(path.read_bytes())
    return found.hexdigest()


def _leftovers(project: Project, wanted: Collection[Path]) -> Iterator[str]:
    """Stack folders with generated files that no spec asks for (any more)."""
    for folder in _stack_folders(project):
        texts = (
            path.read_text(encoding="utf-8", errors="replace")
            for path in listing.files(folder, "*.tf")
        )
        if folder not in wanted and any(map(header.is_generated, texts)):
            yield folder.relative_to(project.root).as_posix()


def _stack_folders(project: Project) -> list[Path]:
    return sorted(path for path in (project.root / "stacks").glob("*/*") if path.is_dir())
