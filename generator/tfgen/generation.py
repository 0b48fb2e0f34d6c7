"""specs -> stacks: everything between reading the specs and the list of changes on disk.

A thousand services are rendered by all cores. What a whole run produced is remembered as hashes in
`.tfgen/`, so that a run in which no input changed only has to look at the files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from tfgen import (
    __version__,
    header,
    listing,
    render,
    resources,
    services,
    strategies,
    writer,
)
from tfgen.errors import InputError, InputErrors, UsageError, Where
from tfgen.project import Project
from tfgen.services import Claim, Service
from tfgen.writer import Change

# Starting processes costs a quarter of a second; below this many specs it does not pay.
PARALLEL_FROM = 64
_MEMORY = "generated.json"


@dataclass(frozen=True)
class Generation:
    """What generating means for the disk: the changes, and the stacks that no spec names.

    `inputs` is a hash of everything that it was made from.
    """

    changes: tuple[Change, ...]
    leftovers: tuple[str, ...]
    inputs: str = ""

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

    Nothing is written. Raises InputError(s) for a wrong spec, template or selection.
    """
    if environment:
        project.environment(environment)
    _require_templates(project)
    inputs = _inputs(project)
    if not names and not environment and (known := _remembered(project, inputs)):
        return known
    stacks, wanted = _rendered(project, names, environment)
    if not wanted and (names or environment):
        raise UsageError(
            f"no chosen service lives in environment {environment!r}",
            hint="add the environment to the spec, under `environments`",
        )
    changes = writer.compare(project.root, wanted, force=force)
    return Generation(tuple(changes), tuple(_leftovers(project, stacks)), inputs)


def texts(project: Project, service: Service) -> dict[str, str]:
    """The stacks of one service in all of its environments: path -> text, headers included."""
    return {
        path: text
        for environment in service.environments
        for path, text in _texts(project, service, environment)
    }


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
    }
    writer.write_whole(project.private_folder / _MEMORY, json.dumps(memory))


def _remembered(project: Project, inputs: str) -> Generation | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        memory = json.loads((project.private_folder / _MEMORY).read_text(encoding="utf-8"))
        if memory["inputs"] == inputs and memory["disk"] == _on_disk(project):
            same = tuple(Change(path, "identical") for path in memory["files"])
            return Generation(same, tuple(memory["leftovers"]), inputs)
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
    found = hashlib.sha256(f"{__version__} {render.digest(_overrides(project))}".encode())
    found.update(project.file.text.encode())
    for path in services.spec_paths(project):
        found.update(path.name.encode() + b"\0")
        found.update(path.read_bytes())
    return found.hexdigest()


def _require_templates(project: Project) -> None:
    """Raises InputError for a template of the project's own that takes the place of none."""
    folder = _overrides(project)
    if folder is None:
        return
    ours = resources.folder("templates") / "terraform"
    for path in listing.files(folder, "**/*.j2"):
        name = path.relative_to(folder)
        if not (ours / name).is_file():
            known = sorted(one.relative_to(ours).as_posix() for one in ours.rglob("*.j2"))
            raise InputError(
                f"{name} takes the place of no template",
                where=Where(path),
                hint=f"the templates: {', '.join(known)}",
            )


def _overrides(project: Project) -> Path | None:
    """The project's own folder of templates, if it names one."""
    if not project.settings.templates:
        return None
    folder = project.root / project.settings.templates
    if not folder.is_dir():
        raise InputError(
            f"there is no folder {project.settings.templates!r}",
            where=project.file.where(["templates"]),
            hint="make the folder, or remove the key `templates`",
        )
    return folder


def _rendered(
    project: Project, names: Sequence[str], environment: str | None
) -> tuple[frozenset[Path], Mapping[str, str]]:
    """The folders of all stacks that the specs name, and the texts of the chosen ones."""
    paths = services.spec_paths(project)
    known: set[str] = set()
    stacks: set[Path] = set()
    claims: list[Claim] = []
    wanted: dict[str, str] = {}
    errors: list[InputError] = []
    work = partial(_load_and_render, project, frozenset(names), environment)
    for result in _map(work, paths):
        known.add(result.name)
        stacks.update(project.stack_folder(name, result.name) for name in result.environments)
        claims.extend(result.claims)
        wanted.update(result.texts)
        errors.extend(result.errors)
    errors.extend(services.conflicts(claims))
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)
    services.require_known(names, known)
    return frozenset(stacks), wanted


@dataclass(frozen=True)
class _Result:
    """What is known of one spec; small, because it travels from one process to another."""

    name: str
    environments: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[InputError, ...] = ()


def _load_and_render(
    project: Project, names: frozenset[str], environment: str | None, path: Path
) -> _Result:
    rendered: dict[str, str] = {}
    try:
        service = services.read(project, path)
        for name in service.environments:
            if environment in (None, name) and (not names or service.name in names):
                rendered.update(_texts(project, service, name))
    except InputErrors as several:
        return _Result(path.stem, errors=tuple(several.errors))
    except InputError as error:
        return _Result(path.stem, errors=(error,))
    return _Result(service.name, tuple(service.environments), services.claims(service), rendered)


def _texts(project: Project, service: Service, environment: str) -> Iterator[tuple[str, str]]:
    stack = strategies.stack(project, service, environment)
    rendered = render.render(stack, _overrides(project))
    for name, text in rendered.files.items():
        yield f"{rendered.folder}/{name}", header.stamped(text, rendered.source, service.name)


def _map(work: partial[_Result], paths: Sequence[Path]) -> Iterator[_Result]:
    if len(paths) < PARALLEL_FROM:
        yield from map(work, paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(work, paths, chunksize=16)


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
