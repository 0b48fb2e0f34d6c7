"""A stack -> its plan, read, masked, told for people and guarded."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tfgen.errors import TfgenError, UsageError
from tfgen.private_files import private_folder, write_private
from tfgen.project import Project
from tfgen.review import reading, words
from tfgen.review.guards import GUARDS
from tfgen.review.impact import SERVICE, TASK_DEFINITION
from tfgen.review.live import Live
from tfgen.review.mask import Mask, of_plan, of_text
from tfgen.review.model import Guard, Plan, Result, StackReview
from tfgen.runner.manifest import Entry, ran
from tfgen.runner.plan_archive import digest, state_version
from tfgen.runner.run import Place, plan_file, planned, terraform_in
from tfgen.runner.selection import StackFolder
from tfgen.terraform.transient import retried

if TYPE_CHECKING:
    from tfgen.runner.sharing import Sharing
    from tfgen.terraform.gateway import PlanResult, Terraform

T = TypeVar("T")
Say = Callable[[str], None]
_INTERRUPTED = 130
_NEW = "nothing of it exists yet"


@dataclass(frozen=True)
class Allowed:
    """The guards that may be passed: a code for all stacks, or `CODE:ENV/SERVICE` for one."""

    names: frozenset[str] = frozenset()

    def settle(self, stack: StackFolder, guard: Guard) -> Guard:
        """The guard, blocking unless it is allowed for this stack."""
        return replace(guard, blocking=not self.passes(stack, guard.code))

    def passes(self, stack: StackFolder, code: str) -> bool:
        """Whether a guard may be passed for a stack."""
        return bool({code, f"{code}:{stack.name}"} & self.names)


def allowed(names: Sequence[str]) -> Allowed:
    """The guards of these names. Raises UsageError for one that does not exist."""
    known = [guarding.code for guarding in GUARDS]
    for name in names:
        code = name.partition(":")[0]
        if code not in known:
            near = difflib.get_close_matches(code, known, n=1)
            raise UsageError(
                f"there is no guard {code!r}",
                hint=f"did you mean {near[0]}?" if near else f"guards: {', '.join(known)}",
            )
    return Allowed(frozenset(names))


@dataclass(frozen=True)
class Planned:
    """What became of a stack, and where its plan is kept what the manifest says of it."""

    review: StackReview
    entry: Entry | None = None


@dataclass(frozen=True)
class Planner:
    """Plans stacks of a project; plan files go below `folder`, in mode 0600, and stay to `keep`.

    `mask` hides what the process's environment holds; `say` is told of progress, masked. With
    `texts` reviews hold Terraform's own text, too; `briefly` they hold nothing else where all is
    new: to read a plan takes seconds, and what does not exist needs no guard. With `sharing` stacks
    share a process of the provider.
    """

    project: Project
    folder: Path
    place: Callable[[StackFolder], Place]
    mask: Mask
    say: Say
    allowed: Allowed = Allowed()
    keep: bool = False
    texts: bool = False
    briefly: bool = False
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
            told = f"{error.message}\n-> {error.hint}" if error.hint else error.message
            self.say(f"{stack.name}: failed")
            seconds = time.monotonic() - started
            failed = self._of(stack, "failed")
            return Planned(replace(failed, error=self.mask.text(told), seconds=seconds))

    def plan(self, stack: StackFolder) -> Planned:
        """The plan of a stack. Raises TfgenError for what fails, its message masked."""
        started = time.monotonic()
        kept = plan_file(self.folder, stack)
        try:
            made = self._planned(stack, kept)
        except TfgenError as error:
            error.message = self.mask.text(error.message)
            raise
        finally:
            if not self.keep:
                kept.unlink(missing_ok=True)
        seconds = time.monotonic() - started
        self.say(f"{stack.name}: {made.review.result}, {seconds:.1f} s")
        return replace(made, review=replace(made.review, seconds=seconds))

    def _planned(self, stack: StackFolder, kept: Path) -> Planned:
        place = self.place(stack)
        terraform = terraform_in(self.project, place, self.say)

        def once(terraform: Terraform) -> PlanResult:
            json = not self.texts
            return planned(place, terraform, kept, destroy=False, json=json, say=lambda _: None)[0]

        result = retried(
            lambda: self._shared(stack, place, terraform, once),
            lambda why: self.say(f"{stack.name}: {self.mask.text(why)}"),
        )
        if not result.changed:
            # There is nothing to apply.
            kept.unlink(missing_ok=True)
            return Planned(self._of(stack, "no-op"))
        state = state_version(result.plan_file)
        if self.texts and self.briefly and state.empty:
            text = (self.mask | of_text(result.stdout)).text(result.stdout)
            review = replace(self._of(stack, "changed"), text=text, notes=(_NEW,))
            return Planned(review, self._entry(review, stack, terraform, result, None))
        return self._changed(stack, place, terraform, result)

    def _shared(
        self, stack: StackFolder, place: Place, terraform: Terraform, work: Callable[[Terraform], T]
    ) -> T:
        """`work` with a shared provider, where the stack may have one."""
        if self.sharing is None:
            return work(terraform)
        return self.sharing.through(stack, place, terraform, work)

    def _changed(
        self, stack: StackFolder, place: Place, terraform: Terraform, result: PlanResult
    ) -> Planned:
        document = self._shared(
            stack, place, terraform, lambda terraform: terraform.show_json(result.plan_file)
        )
        mask = self.mask | of_plan(document)
        plan = reading.read(document, mask)
        live, notes = self._live(stack, place, plan)
        guards = [
            self.allowed.settle(stack, guard)
            for guarding in GUARDS
            for guard in guarding.guards(plan, live)
        ]
        text = mask.text(result.stdout)
        self._log(stack, text)
        review = replace(
            self._of(stack, "changed"),
            words=words.tell(plan),
            guards=tuple(guards),
            text=text if self.texts else "",
            notes=notes,
        )
        return Planned(review, self._entry(review, stack, terraform, result, live))

    def _entry(
        self,
        review: StackReview,
        stack: StackFolder,
        terraform: Terraform,
        result: PlanResult,
        live: Live | None,
    ) -> Entry | None:
        if not self.keep:
            return None
        from tfgen.runner.configuration import configuration_digest

        state = state_version(result.plan_file)
        return Entry(
            stack.name,
            result.plan_file.relative_to(self.folder).as_posix(),
            digest(result.plan_file),
            configuration_digest(stack.path),
            state.lineage,
            state.serial,
            terraform.version(),
            self.project.environment(stack.environment).account_id,
            tuple(guard.code for guard in review.guards if guard.blocking),
            ran(live),
        )

    def _live(
        self, stack: StackFolder, place: Place, plan: Plan
    ) -> tuple[Live | None, tuple[str, ...]]:
        """What runs where the plan touches a service, and a note where nobody could look."""
        if not plan.of(SERVICE, TASK_DEFINITION):
            return None, ()
        from botocore.exceptions import BotoCoreError, ClientError

        from tfgen.aws import live

        clients = live.client(place.environ, self.project.region(stack.environment))
        try:
            return live.look(clients, _services(plan)), ()
        except (BotoCoreError, ClientError) as error:
            return None, (self.mask.text(f"what runs now could not be looked at: {error}"),)

    def _log(self, stack: StackFolder, text: str) -> None:
        folder = private_folder(self.project.private_folder / "logs" / stack.environment)
        write_private(folder / f"{stack.service}.log", text)

    def skipped(self, stack: StackFolder, culprit: StackFolder) -> Planned:
        """A stack that is not planned, because one that it waits for failed."""
        error = f"{culprit.name} failed or was skipped"
        return Planned(replace(self._of(stack, "skipped"), error=error))

    def _of(self, stack: StackFolder, result: Result) -> StackReview:
        path = stack.path.relative_to(self.project.root).as_posix()
        return StackReview(stack.environment, stack.service, path, result)


def _services(plan: Plan) -> Iterator[tuple[str, str]]:
    """Cluster and name of each service that is there already, as far as the plan tells."""
    sides: Iterable[object] = [change.before for change in plan.of(SERVICE)]
    planned_ones = [values for kind, values in plan.planned if kind == SERVICE]
    seen = set()
    for values in (*sides, *planned_ones):
        if isinstance(values, dict):
            pair = (str(values.get("cluster") or "default"), str(values.get("name") or ""))
            if pair[1] and pair not in seen:
                seen.add(pair)
                yield pair
