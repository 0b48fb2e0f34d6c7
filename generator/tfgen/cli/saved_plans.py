"""How `apply --plans` applies what `plan --out` has kept."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tfgen.cli import changing, stacks
from tfgen.errors import InputError, UsageError

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.runner.applying import Applier
    from tfgen.runner.manifest import Entry, Manifest
    from tfgen.runner.order import Order
    from tfgen.runner.selection import StackFolder


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; `wait` is in seconds."""

    names: Sequence[str]
    environment: str | None
    allow: Sequence[str]
    wait: float
    anew: bool
    allow_destroy: bool
    jobs: int | None
    sandbox: bool


def apply_saved(project: Project, folder: Path, wanted: Wanted) -> int:
    """Applies the saved plans of the wanted stacks in their order; gives the exit code.

    Stacks that have been removed come last. Raises TfgenError before anything is done where the
    plans are of other files, or one would destroy a stack and that is not allowed.
    """
    from tfgen.runner import manifest
    from tfgen.runner.allowing import allowed
    from tfgen.runner.applying import Applier
    from tfgen.runner.pool import default_jobs

    kept = manifest.read(folder, os.environ)
    _require_same_files(project, kept, folder)
    _require_same_aws(kept, folder, sandbox=wanted.sandbox)
    entries = _wanted(project, kept, wanted)
    if not entries:
        raise InputError(
            f"there is no saved plan of these stacks in {folder}",
            hint="tfgen plan --out DIR keeps the plans of stacks that would change",
        )
    _require_allowed(entries, wanted)
    living = _living(project, [entry for entry in entries if not entry.destroy])
    applier = Applier(
        project,
        folder,
        allowed(wanted.allow, project),
        changing.note,
        manifest.key(os.environ),
        wanted.wait,
        wanted.anew,
    )
    with ExitStack() as until_done:
        order = stacks.order(project, tuple(living))
        run = _Run(living, dict.fromkeys(living, applier), order)
        if gone := [entry for entry in entries if entry.destroy]:
            run = _with_gone(run, project, kept, gone, applier, until_done)
        count = min(len(run.before), wanted.jobs or default_jobs())
        work = _work(run, sandbox=wanted.sandbox)
        return stacks.exit_code(stacks.run(run.before, work, count))


@dataclass(frozen=True)
class _Run:
    """The saved plan of each stack, who applies it, and the order."""

    entries: Mapping[StackFolder, Entry]
    appliers: Mapping[StackFolder, Applier]
    before: Order


def _work(run: _Run, *, sandbox: bool) -> stacks.Work:
    placing = Lock()

    def one(stack: StackFolder, say: stacks.Say) -> stacks.Outcome:
        applier = run.appliers[stack]
        with placing:
            place = stacks.place(applier.project, stack, sandbox=sandbox)
        applier.apply(place, run.entries[stack], say)
        return stacks.Outcome(stack, "changed")

    return one


def _with_gone(
    run: _Run,
    project: Project,
    kept: Manifest,
    gone: Sequence[Entry],
    applier: Applier,
    until_done: ExitStack,
) -> _Run:
    """The run with stacks that have been removed after all others, in a copy of what they were."""
    from tfgen.runner.removed import former

    names = {entry.stack: entry for entry in gone}
    then = until_done.enter_context(former(project, kept.base, sorted(names)))
    last = {stack: (*run.before, *before) for stack, before in then.last_first().items()}
    return _Run(
        {**run.entries, **{stack: names[stack.name] for stack in then.stacks}},
        {**run.appliers, **dict.fromkeys(then.stacks, replace(applier, project=then.project))},
        {**run.before, **last},
    )


def _wanted(project: Project, kept: Manifest, wanted: Wanted) -> list[Entry]:
    """The plans that were asked for. Raises UsageError for a name that nothing has."""
    from tfgen.runner.selection import select

    found = []
    for entry in kept.entries:
        environment, _, service = entry.stack.partition("/")
        named = not wanted.names or any(fnmatch.fnmatchcase(service, one) for one in wanted.names)
        if named and wanted.environment in (None, environment):
            found.append(entry)
    services = {entry.stack.partition("/")[2] for entry in found}
    for name in wanted.names:
        # That of a stack which would not change is no mistake.
        if not fnmatch.filter(services, name):
            select(project, [name], wanted.environment)
    return found


def _require_same_aws(kept: Manifest, folder: Path, *, sandbox: bool) -> None:
    """Raises UsageError for plans of the sandbox that would go to AWS, and the reverse.

    A plan brings its backend along: the sandbox's has a state of its own, in a file.
    """
    if kept.sandbox != sandbox:
        where = "the sandbox" if kept.sandbox else "AWS"
        raise UsageError(
            f"the plans in {folder} are for {where}",
            hint="apply them with --sandbox" if kept.sandbox else "apply them without --sandbox",
        )


def _living(project: Project, entries: Sequence[Entry]) -> dict[StackFolder, Entry]:
    """The stacks of entries that are in the repository. Raises InputError for one that is not."""
    from tfgen.runner.selection import select

    if not entries:
        return {}
    known = {stack.name: stack for stack in select(project, (), None)}
    for entry in entries:
        if entry.stack not in known:
            raise InputError(f"there is no stack {entry.stack!r}", hint="plan again")
    return {known[entry.stack]: entry for entry in entries}


def _require_allowed(entries: Sequence[Entry], wanted: Wanted) -> None:
    gone = [entry.stack for entry in entries if entry.destroy]
    if gone and not wanted.allow_destroy:
        raise UsageError(
            f"everything in {', '.join(gone)} would be destroyed",
            hint="if it is meant: --allow-destroy; else name the stacks to apply",
        )


def _require_same_files(project: Project, kept: Manifest, folder: Path) -> None:
    """Raises UsageError unless the plans are of the files that are checked out.

    A merge makes another commit; where nothing else came in, its tree is that of the branch.
    """
    from tfgen.runner.changed_files import head

    now = head(project.root)
    if kept.commit != now.commit and not (kept.tree and kept.tree == now.tree):
        raise UsageError(
            f"the plans in {folder} are of commit {kept.commit or 'none'}, this is"
            f" {now.commit or 'none'}, which has other files",
            hint=f"git switch --detach {kept.commit}" if kept.commit else "plan again",
        )
