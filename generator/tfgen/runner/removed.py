"""Stacks that a branch has taken out of the repository: what they hold has to be destroyed.

Without its configuration a stack's resources would stay in AWS, in a state that no plan reads any
more. So the plan is made of the configuration at the base.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tfgen import listing
from tfgen.project import Project, load
from tfgen.runner.changed_files import Repository
from tfgen.runner.order import Order, dependencies
from tfgen.runner.scratch import scratch_folder
from tfgen.runner.selection import StackFolder
from tfgen.runner.states import state_place

_STACKS = "stacks"
_CONFIGURATION = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json")


def removed(
    project: Project,
    repository: Repository,
    base: str,
    names: Sequence[str] = (),
    environment: str | None = None,
) -> tuple[StackFolder, ...]:
    """The stacks of a commit that have no configuration any more, in the order of their names.

    `names` are services or globs, all where empty; so is `environment`.
    """
    root = project.root / _STACKS
    folders = {
        path.parent
        for path in repository.files(base, root.resolve())
        if path.suffix == ".tf" and path.parent.parent.parent == root.resolve()
    }
    found = (
        StackFolder(path.parent.name, path.name, root / path.parent.name / path.name)
        for path in sorted(folders)
    )
    return tuple(
        stack
        for stack in found
        if not any(listing.files(stack.path, pattern) for pattern in _CONFIGURATION)
        and environment in (None, stack.environment)
        and (not names or any(fnmatch.fnmatchcase(stack.service, name) for name in names))
    )


@dataclass(frozen=True)
class Former:
    """The project as a commit has it, and stacks in it."""

    project: Project
    stacks: tuple[StackFolder, ...]

    def last_first(self) -> Order:
        """Each stack waits for those that wait for it: what is used goes after its users."""
        order = dependencies(self.stacks)
        return {
            stack: tuple(user for user, before in order.items() if stack in before)
            for stack in self.stacks
        }


@dataclass(frozen=True)
class Spared:
    """A stack that has left the repository and gets no plan: why, and whether that is a failure."""

    why: str
    failed: bool = False


def spared(project: Project, then: Former) -> dict[StackFolder, Spared]:
    """The stacks of `then` that must not, or cannot, be destroyed by a plan of what they were.

    Whose state another stack has taken over was moved: to destroy it would take down that one.
    """
    now = {state_place(path): path for path in _living(project)}
    found = {}
    for stack in then.stacks:
        place = state_place(stack.path)
        former_folder = project.root / _STACKS / stack.environment / stack.service
        if place.local:
            found[stack] = _of_local(stack, place.file(former_folder))
        elif heir := now.get(place):
            name = f"{heir.parent.name}/{heir.name}"
            found[stack] = Spared(f"it was moved: its state is that of {name}, which is planned")
    return found


def _living(project: Project) -> Iterator[Path]:
    for path in (project.root / _STACKS).glob("*/*"):
        if path.is_dir() and listing.files(path, "*.tf"):
            yield path


def _of_local(stack: StackFolder, state: Path) -> Spared:
    if not state.exists():
        return Spared(
            "its state is a local file, and not here: whether anything is left is unknown"
        )
    return Spared(
        f"its state is a local file, {state}: bring its configuration back, and tfgen destroy"
        f" {stack.service} --env {stack.environment}, before it goes",
        failed=True,
    )


@contextmanager
def former(project: Project, base: str, names: Sequence[str]) -> Iterator[Former]:
    """The stacks of these names (`stg/web`) as a commit has them, until the end of the block.

    They stand in a copy of the whole repository.

    Raises UsageError where the commit is not known here, or had no project.
    """
    repository = Repository(project.root)
    with scratch_folder(project.private_folder, "base") as folder:
        repository.export(base, folder)
        inside = project.root.resolve().relative_to(repository.root.resolve())
        then = load(folder / inside)
        pairs = (name.split("/") for name in names)
        folders = (
            StackFolder(environment, service, then.root / _STACKS / environment / service)
            for environment, service in pairs
        )
        yield Former(then, tuple(folders))
