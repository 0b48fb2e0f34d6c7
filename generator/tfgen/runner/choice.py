"""Which stacks a run is about: by name, environment, owner, strategy, and by what changed."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    """The stacks of a run; with `changed` also why each is, and the commit it is compared with.

    `gone` are stacks of that commit that are no longer there.
    """

    stacks: tuple[StackFolder, ...]
    reached: tuple[Affected, ...] = ()
    base: str = ""
    gone: tuple[StackFolder, ...] = ()


def choose(project: Project, wanted: Wanted) -> Chosen:
    """The stacks that were asked for.

    Raises UsageError where something that was named does not exist, and what git's part raises.
    """
    if not wanted.changed:
        return Chosen(_selected(project, wanted))
    # A plan of one stack by its name needs neither git nor a reader of HCL.
    from tfgen.runner.affected import affected
    from tfgen.runner.changed_files import Repository
    from tfgen.runner.removed import removed

    repository = Repository(project.root)
    changes = repository.changes(wanted.base)
    # Whose owner or strategy was asked for is not looked up of those: more is told, never less.
    gone = removed(project, repository, changes.base, wanted.names, wanted.environment)
    stacks = _beside(project, wanted, gone)
    reached = affected(project, stacks, changes, repository)
    return Chosen(tuple(one.stack for one in reached), reached, changes.base, gone)


def _beside(
    project: Project, wanted: Wanted, gone: Sequence[StackFolder]
) -> tuple[StackFolder, ...]:
    """The stacks that were asked for and are there; a name may be that of one that has gone."""
    services = [stack.service for stack in gone]

    def has_gone(name: str) -> bool:
        return bool(fnmatch.filter(services, name)) and not _there(project, wanted, (name,))

    left = tuple(name for name in wanted.names if not has_gone(name))
    if (wanted.names and not left) or (gone and not _there(project, wanted, ())):
        return ()
    return _selected(project, replace(wanted, names=left))


def _there(project: Project, wanted: Wanted, names: Sequence[str]) -> bool:
    try:
        return bool(select(project, names, wanted.environment))
    except UsageError:
        return False


def _selected(project: Project, wanted: Wanted) -> tuple[StackFolder, ...]:
    # A CI plans every environment, one that has no service yet, too.
    none = wanted.changed or wanted.environment is not None
    stacks = select(project, wanted.names, wanted.environment, may_be_none=none)
    return _of_specs(project, stacks, wanted) if wanted.owner or wanted.strategy else stacks


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


@dataclass(frozen=True)
class Declared:
    """What the specs of stacks say to a run, by stack.

    `before`: the services of the same environment that it waits for; `allowed`: the guards that it
    lets pass.
    """

    before: Mapping[StackFolder, Sequence[str]]
    allowed: Mapping[StackFolder, Sequence[str]]


def declared(project: Project, stacks: Sequence[StackFolder]) -> Declared:
    """What the specs of stacks declare.

    Hand-written stacks have no spec; what is wrong with one, `generate` and `validate` tell.
    """
    from tfgen import services

    before, allowed = {}, {}
    for stack in stacks:
        path = services.spec_path(project, stack.service)
        try:
            spec = services.read(project, path).environments.get(stack.environment)
        except TfgenError:
            continue
        if spec and spec.depends_on:
            before[stack] = spec.depends_on
        if spec and spec.allow_guards:
            allowed[stack] = spec.allow_guards
    return Declared(before, allowed)
