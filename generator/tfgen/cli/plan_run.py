"""The run of a plan: the stacks that are there, those that have gone, and the manifest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tfgen.cli import stacks
from tfgen.cli.progress import progress
from tfgen.runner.plan_folder import alone
from tfgen.terraform.diagnostics import InterruptError
from tfgen.terraform.plugin_cache import warning

if TYPE_CHECKING:
    from tfgen.project import Project
    from tfgen.review.model import StackReview
    from tfgen.runner.choice import Chosen
    from tfgen.runner.keeping import Keeper
    from tfgen.runner.order import Order
    from tfgen.runner.planning import Planned, Planner
    from tfgen.runner.progress import Progress
    from tfgen.runner.run import Place
    from tfgen.runner.selection import StackFolder
    from tfgen.runner.sharing import Sharing


@dataclass(frozen=True)
class Request:
    """What is to be planned, and how.

    `out` is the folder that plans are kept in. `briefly`: nobody but a person at a terminal reads
    the result.
    """

    project: Project
    found: Chosen
    out: Path | None
    allow: Sequence[str]
    jobs: int | None
    sandbox: bool
    briefly: bool
    share_provider: bool

    @property
    def alone(self) -> bool:
        """Whether it is about one stack; of many nobody reads Terraform's text."""
        return len(self.found.stacks) + len(self.found.gone) == 1


def reviewed(request: Request) -> tuple[StackReview, ...]:
    """The plans of all stacks that are asked for; those that are kept are in the manifest, too.

    A failure is in its review; of an only stack whose plan a person waits for it is raised.
    """
    keeping = alone(request.out.absolute(), make=True) if request.out else nullcontext()
    with keeping, progress(quiet=request.alone and request.briefly) as telling:
        if note := warning(os.environ, [stack.path for stack in request.found.stacks]):
            telling.note(note)
        planner = _planner(request, telling)
        sharing = _sharing(planner, request) if request.share_provider else nullcontext()
        with sharing as shared:
            living = replace(planner, sharing=shared)
            made = _living(living, request) if request.found.stacks else ()
        if request.found.gone:
            made += _gone(planner, request)
        if request.out:
            _keep(request, request.out, made)
    return tuple(one.review for one in made)


def _planner(request: Request, telling: Progress) -> Planner:
    from tfgen.review.mask import of_environment
    from tfgen.runner.allowing import allowed
    from tfgen.runner.planning import Planner

    project, out = request.project, request.out
    placing = Lock()

    def place(stack: StackFolder) -> Place:
        # Scratch copies of one environment share a folder for the catalog.
        with placing:
            return stacks.place(project, stack, sandbox=request.sandbox)

    return Planner(
        project,
        project.private_folder / "plans",
        project.private_folder / "logs",
        place,
        of_environment(os.environ),
        telling,
        allowed(request.allow, project),
        _keeper(project, out) if out else None,
        texts=request.alone,
        briefly=request.briefly,
    )


def _keeper(project: Project, out: Path, *, destroy: bool = False) -> Keeper:
    from tfgen.runner import manifest
    from tfgen.runner.keeping import Keeper

    return Keeper(project, out.absolute(), manifest.key(os.environ), destroy)


def _sharing(planner: Planner, request: Request) -> Sharing:
    from tfgen.runner.sharing import Sharing

    say = planner.progress.note
    return Sharing(request.found.stacks, os.environ, lambda text: say(planner.mask.text(text)))


def _living(planner: Planner, request: Request) -> tuple[Planned, ...]:
    chosen = request.found.stacks
    if request.alone and request.briefly:
        return (planner.plan(chosen[0]),)
    return _run(planner, chosen, stacks.order(request.project, chosen), request.jobs)


def _run(
    planner: Planner, chosen: Sequence[StackFolder], order: Order, jobs: int | None
) -> tuple[Planned, ...]:
    from tfgen.runner.pool import Pool, default_jobs
    from tfgen.terraform import interrupts

    pool = Pool(
        planner.review,
        planner.skipped,
        lambda made: made.review.result in ("failed", "skipped"),
        interrupts.requested,
    )
    # Only the main thread takes signals, and passes them on to every Terraform.
    with interrupts.forwarded():
        made = pool.run(chosen, order, jobs or default_jobs())
        if interrupts.requested():
            # What was never started is in no report: half of one would pass for the whole.
            raise InterruptError("stopped before all stacks were planned")
    return made


def _gone(planner: Planner, request: Request) -> tuple[Planned, ...]:
    """Destroy plans of stacks that have left the repository, made of what they were at the base."""
    from tfgen.runner.removed import former, spared

    names = [stack.name for stack in request.found.gone]
    if request.sandbox:
        # The scratch copies of the sandbox know no base.
        telling = planner.progress
        telling.note(f"no longer there, and not planned in the sandbox: {', '.join(names)}")
        return ()
    with former(request.project, request.found.base, names) as then:
        destroying = replace(
            planner,
            project=then.project,
            place=lambda stack: stacks.place(then.project, stack, sandbox=False),
            keeper=_keeper(then.project, request.out, destroy=True) if request.out else None,
            briefly=False,
            destroy=True,
        )
        left = spared(request.project, then)
        chosen = [stack for stack in then.stacks if stack not in left]
        made = _run(destroying, chosen, dict.fromkeys(chosen, ()), request.jobs)
        return (*made, *(destroying.spared(stack, why) for stack, why in left.items()))


def _keep(request: Request, out: Path, made: Sequence[Planned]) -> None:
    """Writes the manifest of the plans that were kept."""
    from tfgen.runner import manifest
    from tfgen.runner.changed_files import head

    entries = tuple(one.entry for one in made if one.entry)
    now = head(request.project.root)
    kept = manifest.Manifest(
        now.commit, entries, now.tree, request.found.base, sandbox=request.sandbox
    )
    _keeper(request.project, out).sweep(entries)
    manifest.write(out.absolute(), kept, os.environ)
