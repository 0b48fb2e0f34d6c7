"""A stack -> its plan, read, masked, told for people and guarded."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tfgen.errors import TfgenError
from tfgen.private_files import private_folder, write_private
from tfgen.project import Project
from tfgen.review import reading, words
from tfgen.review.guards import GUARDS
from tfgen.review.mask import Mask, of_plan
from tfgen.review.model import Plan, Result, StackReview
from tfgen.runner.allowing import Allowed
from tfgen.runner.plan_archive import state_version
from tfgen.runner.progress import Progress
from tfgen.runner.run import Place, planned, terraform_in
from tfgen.runner.scratch import scratch_plan
from tfgen.runner.selection import StackFolder
from tfgen.runner.telling import masked, told
from tfgen.runner.watching import Seen, watched
from tfgen.terraform.diagnostics import readable
from tfgen.terraform.transient import retried

if TYPE_CHECKING:
    from tfgen.runner.keeping import Keeper
    from tfgen.runner.manifest import Entry
    from tfgen.runner.removed import Spared
    from tfgen.runner.sharing import Sharing
    from tfgen.terraform.gateway import PlanResult, Terraform

T = TypeVar("T")
_INTERRUPTED = 130
_NEW = "nothing of it exists yet"


@dataclass(frozen=True)
class Planned:
    """What became of a stack, and where its plan is kept what the manifest says of it."""

    review: StackReview
    entry: Entry | None = None


@dataclass(frozen=True)
class Planner:
    """Plans stacks of a project; plan files go below `folder`, in mode 0600, logs below `logs`.

    `mask` hides what the process's environment holds. `keeper` puts plans away; without one they
    are removed. With `texts` reviews hold Terraform's own text,
    too; `briefly` they hold nothing else where all is new: to read a plan takes seconds, and what
    does not exist needs no guard. With `destroy` everything in the stacks would go: they have left
    the repository, which is what somebody has to allow, so that no guard blocks. With `sharing`
    stacks share a process of the provider.
    """

    project: Project
    folder: Path
    logs: Path
    place: Callable[[StackFolder], Place]
    mask: Mask
    progress: Progress
    allowed: Allowed = field(default_factory=Allowed)
    keeper: Keeper | None = None
    texts: bool = False
    briefly: bool = False
    destroy: bool = False
    sharing: Sharing | None = None

    def review(self, stack: StackFolder) -> Planned:
        """The plan of a stack; what fails in it is in its `error`.

        Raises InterruptError alone.
        """
        started = time.monotonic()
        try:
            return self.plan(stack)
        except TfgenError as error:
            if error.exit_code == _INTERRUPTED:
                raise
            text = self.mask.hide(told(error, self.project.root))
            seconds = time.monotonic() - started
            # The disk may be what failed.
            with suppress(OSError):
                self._log(stack, text)
            self.progress.ended(stack.name, "failed", seconds, text)
            return Planned(replace(self._of(stack, "failed"), error=text, seconds=seconds))

    def plan(self, stack: StackFolder) -> Planned:
        """The plan of a stack. Raises TfgenError for what fails, its message masked."""
        started = time.monotonic()
        kept = scratch_plan(self.folder, stack.environment, stack.service)
        try:
            with masked(self.mask):
                made, log = self._planned(stack, kept)
        finally:
            kept.unlink(missing_ok=True)
        seconds = time.monotonic() - started
        self.progress.ended(stack.name, made.review.result, seconds, log)
        return replace(made, review=replace(made.review, seconds=seconds))

    def _planned(self, stack: StackFolder, kept: Path) -> tuple[Planned, str]:
        """The plan of a stack, and what Terraform said of it."""
        self.progress.phase(stack.name, "initialising")
        keeping = self.keeper and self.keeper.begin(stack)
        place = self.place(stack)
        terraform = retried(
            lambda: terraform_in(self.project, place, self.progress.note), self._again(stack)
        )
        self.progress.phase(stack.name, "planning")

        def once(terraform: Terraform) -> PlanResult:
            json, quiet = not self.texts, lambda _: None
            return planned(place, terraform, kept, destroy=self.destroy, json=json, say=quiet)

        result = retried(
            lambda: self._shared(stack, place, terraform, once),
            self._again(stack),
        )
        if not result.changed:
            # There is nothing to apply.
            self._log(stack, self.mask.hide(self._text(result)))
            return Planned(self._of(stack, "no-op")), ""
        if self.texts and self.briefly and state_version(result.plan_file).empty:
            text = self.mask.hide(result.stdout)
            review = replace(self._of(stack, "changed"), text=text, notes=(_NEW,))
            seen = Seen()
        else:
            self.progress.phase(stack.name, "reading")
            review, seen, text = self._changed(stack, place, terraform, result)
        entry = keeping.end(review, terraform, result, seen) if keeping else None
        return Planned(review, entry), text

    def _again(self, stack: StackFolder) -> Callable[[str], None]:
        """Tells why something is tried again."""
        return lambda why: self.progress.note(f"{stack.name}: {self.mask.text(why)}")

    def _shared(
        self, stack: StackFolder, place: Place, terraform: Terraform, work: Callable[[Terraform], T]
    ) -> T:
        """`work` with a shared provider, where the stack may have one."""
        if self.sharing is None:
            return work(terraform)
        return self.sharing.through(stack, place, terraform, work)

    def _changed(
        self, stack: StackFolder, place: Place, terraform: Terraform, result: PlanResult
    ) -> tuple[StackReview, Seen, str]:
        """What a plan means, what runs now, and what Terraform said."""
        document = self._shared(
            stack, place, terraform, lambda terraform: terraform.show_json(result.plan_file)
        )
        mask = self.mask | of_plan(document)
        plan = reading.read(document, mask)
        seen, notes = self._seen(stack, place, plan)
        guards = [
            replace(guard, blocking=False) if self.destroy else self.allowed.settle(stack, guard)
            for guarding in GUARDS
            for guard in guarding.guards(plan, seen.live)
        ]
        text = mask.text(self._text(result))
        self._log(stack, text)
        review = replace(
            self._of(stack, "changed"),
            words=words.tell(plan),
            guards=tuple(guards),
            text=text if self.texts else "",
            notes=notes,
        )
        return review, seen, text

    def _seen(self, stack: StackFolder, place: Place, plan: Plan) -> tuple[Seen, tuple[str, ...]]:
        """What runs where the plan touches a service, and a note where nobody could look."""
        wanted = watched(plan)
        if wanted is None:
            return Seen(), ()
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            live = wanted.look(place.environ, self.project.region(stack.environment))
            return Seen(wanted, live), ()
        except (BotoCoreError, ClientError) as error:
            why = self.mask.hide(f"what runs now could not be looked at: {error}")
            return Seen(wanted), (why,)

    def _text(self, result: PlanResult) -> str:
        return result.stdout if self.texts else readable(result.stdout)

    def _log(self, stack: StackFolder, text: str) -> None:
        folder = private_folder(self.logs / stack.environment)
        write_private(folder / f"{stack.service}.log", text)

    def skipped(self, stack: StackFolder, culprit: StackFolder) -> Planned:
        """A stack that is not planned, because one that it waits for failed."""
        error = f"{culprit.name} failed or was skipped"
        self.progress.ended(stack.name, "skipped", 0.0, error)
        return Planned(replace(self._of(stack, "skipped"), error=error))

    def spared(self, stack: StackFolder, spared: Spared) -> Planned:
        """A stack that has left the repository, and is not to be planned."""
        result: Result = "failed" if spared.failed else "no-op"
        self.progress.ended(stack.name, result, 0.0, spared.why)
        told = replace(self._of(stack, result), notes=(spared.why,))
        return Planned(replace(told, notes=(), error=spared.why) if spared.failed else told)

    def _of(self, stack: StackFolder, result: Result) -> StackReview:
        path = stack.path.relative_to(self.project.root).as_posix()
        return StackReview(stack.environment, stack.service, path, result)
