"""Stacks that a branch has taken out of the repository: what they hold has to be destroyed.

Without its configuration a stack's resources would stay in AWS, in a state that no plan reads any
more. So the plan is made of the configuration at the base.
"""

from __future__ import annotations

import fnmatch
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tfgen import listing
from tfgen.private_files import private_folder
from tfgen.project import Project, load
from tfgen.runner.changed_files import Repository
from tfgen.runner.order import Order, dependencies
from tfgen.runner.selection import StackFolder

_STACKS = "stacks"


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
        if not listing.files(stack.path, "*.tf")
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


@contextmanager
def former(project: Project, base: str, names: Sequence[str]) -> Iterator[Former]:
    """The stacks of these names (`stg/web`) as a commit has them, until the end of the block.

    They stand in a copy of the whole repository.

    Raises UsageError where the commit is not known here, or had no project.
    """
    repository = Repository(project.root)
    private = private_folder(project.private_folder)
    with tempfile.TemporaryDirectory(prefix="base-", dir=private) as made:
        folder = Path(made).resolve()
        repository.export(base, folder)
        inside = project.root.resolve().relative_to(repository.root.resolve())
        then = load(folder / inside)
        pairs = (name.split("/") for name in names)
        folders = (
            StackFolder(environment, service, then.root / _STACKS / environment / service)
            for environment, service in pairs
        )
        yield Former(then, tuple(folders))
