"""Which stacks a run is about: by name, environment, owner, strategy, and by what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError, UsageError
from tfgen.project import Project
from tfgen.runner.selection import StackFolder, select

if TYPE_CHECKING:
    from tfgen.runner.affected import Affected


@dataclass(frozen=True)
class Wanted:
    """What was asked for; empty means all.

    `names` are services, or globs of them. With `changed` only stacks that a change since `base`
    reaches (None: since this branch left its target).
    """

    names: Sequence[str] = ()
    environment: str | None = None
    owner: str = ""
    strategy: str = ""
    changed: bool = False
    base: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The stacks of a run; with `changed` also why each is, and the commit it is compared with."""

    stacks: tuple[StackFolder, ...]
    reached: tuple[Affected, ...] = ()
    base: str = ""


def choose(project: Project, wanted: Wanted) -> Chosen:
    """The stacks that were asked for.

    Raises UsageError where something that was named does not exist, and what git's part raises.
    """
    stacks = select(project, wanted.names, wanted.environment)
    if wanted.owner or wanted.strategy:
        stacks = _of_specs(project, stacks, wanted)
    if not wanted.changed:
        return Chosen(stacks)
    # A plan of one stack by its name needs neither git nor a reader of HCL.
    from tfgen.runner.affected import affected
    from tfgen.runner.changed_files import Repository

    repository = Repository(project.root)
    changes = repository.changes(wanted.base)
    reached = affected(project, stacks, changes, repository)
    return Chosen(tuple(one.stack for one in reached), reached, changes.base)


def _of_specs(
    project: Project, stacks: Sequence[StackFolder], wanted: Wanted
) -> tuple[StackFolder, ...]:
    from tfgen import services

    specs = {
        (environment, service.name): spec
        for service in services.load(project)
        for environment, spec in service.environments.items()
    }
    found = []
    for stack in stacks:
        spec = specs.get((stack.environment, stack.service))
        if spec is None:
            continue
        owner = spec.owner or project.settings.defaults.owner
        if wanted.owner in ("", owner) and wanted.strategy in ("", spec.strategy):
            found.append(stack)
    if not found:
        asked = ", ".join(word for word in (wanted.owner, wanted.strategy) if word)
        raise UsageError(f"no stack is of {asked}", hint="look at owner and strategy in services/")
    return tuple(found)


def declared(
    project: Project, stacks: Sequence[StackFolder]
) -> Mapping[StackFolder, Sequence[str]]:
    """What the specs of stacks say that they wait for: services of the same environment.

    Hand-written stacks have no spec; what is wrong with one, `generate` and `validate` tell.
    """
    from tfgen import services

    found = {}
    for stack in stacks:
        path = services.spec_path(project, stack.service)
        try:
            spec = services.read(project, path).environments.get(stack.environment)
        except TfgenError:
            continue
        if spec and spec.depends_on:
            found[stack] = spec.depends_on
    return found
