"""A stack -> what changed in it outside of Terraform, read, masked and told for people."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.private_files import private_folder, write_private
from tfgen.project import Project
from tfgen.review.drift import reading
from tfgen.review.mask import Mask, of_plan
from tfgen.review.model import Result, StackReview
from tfgen.runner.plan_archive import state_version
from tfgen.runner.progress import Progress
from tfgen.runner.run import Place, planned, terraform_in
from tfgen.runner.scratch import scratch_plan
from tfgen.runner.selection import StackFolder
from tfgen.runner.telling import masked, told
from tfgen.terraform.diagnostics import messages, readable
from tfgen.terraform.transient import retried

if TYPE_CHECKING:
    from tfgen.terraform.gateway import PlanResult, Terraform

_INTERRUPTED = 130
_NEW = "nothing of it exists yet"


@dataclass(frozen=True)
class Drifter:
    """Compares stacks of a project with what is there, and changes nothing, not even a state.

    Plan files go below `folder` for as long as they are read, logs below `logs`. `mask` hides what
    the process's environment holds.
    """

    project: Project
    folder: Path
    logs: Path
    place: Callable[[StackFolder], Place]
    mask: Mask
    progress: Progress

    def review(self, stack: StackFolder) -> StackReview:
        """The drift of a stack; what fails is in its `error`. Raises InterruptError alone."""
        started = time.monotonic()
        try:
            return self.find(stack)
        except TfgenError as error:
            if error.exit_code == _INTERRUPTED:
                raise
            text = self.mask.hide(told(error, self.project.root))
            seconds = time.monotonic() - started
            self.progress.ended(stack.name, "failed", seconds)
            # Everything, for the report on a terminal has but a line for it.
            self.progress.note("\n".join(f"  {line}" for line in text.splitlines()))
            return replace(self._of(stack, "failed"), error=text, seconds=seconds)

    def find(self, stack: StackFolder) -> StackReview:
        """The drift of a stack. Raises TfgenError for what fails, its message masked."""
        started = time.monotonic()
        kept = scratch_plan(self.folder, stack.environment, stack.service)
        try:
            with masked(self.mask):
                found, log = self._found(stack, kept)
        finally:
            kept.unlink(missing_ok=True)
        seconds = time.monotonic() - started
        word = "drifted" if found.result == "changed" else found.result
        self.progress.ended(stack.name, word, seconds, log)
        return replace(found, seconds=seconds)

    def skipped(self, stack: StackFolder) -> StackReview:
        """A stack that is not looked at, because the run was stopped before."""
        return replace(self._of(stack, "skipped"), error="the run was stopped")

    def _found(self, stack: StackFolder, kept: Path) -> tuple[StackReview, str]:
        """The drift of a stack, and what Terraform said of it."""
        self.progress.phase(stack.name, "initialising")
        place = self.place(stack)
        terraform = retried(
            lambda: terraform_in(self.project, place, self.progress.note), self._again(stack)
        )
        self.progress.phase(stack.name, "refreshing")
        result = retried(
            lambda: planned(
                place,
                terraform,
                kept,
                destroy=False,
                refresh_only=True,
                json=True,
                say=lambda _: None,
            ),
            self._again(stack),
        )
        return self._read(stack, terraform, result)

    def _again(self, stack: StackFolder) -> Callable[[str], None]:
        """Tells why something is tried again."""
        return lambda why: self.progress.note(f"{stack.name}: {self.mask.text(why)}")

    def _read(
        self, stack: StackFolder, terraform: Terraform, result: PlanResult
    ) -> tuple[StackReview, str]:
        """Reads a plan where it says that something differs: to read it takes seconds."""
        if not any(one.get("type") == "resource_drift" for one in messages(result.stdout)):
            notes = (_NEW,) if state_version(result.plan_file).empty else ()
            return replace(self._of(stack, "no-op"), notes=notes), ""
        self.progress.phase(stack.name, "reading")
        document = terraform.show_json(result.plan_file)
        mask = self.mask | of_plan(document)
        found = reading.read(document, mask)
        log = mask.text(readable(result.stdout))
        self._log(stack, log)
        review = self._of(stack, "changed" if found.words else "no-op")
        return replace(review, words=found.words, notes=found.notes), log

    def _log(self, stack: StackFolder, text: str) -> None:
        folder = private_folder(self.logs / stack.environment)
        write_private(folder / f"{stack.service}.drift.log", text)

    def _of(self, stack: StackFolder, result: Result) -> StackReview:
        path = stack.path.relative_to(self.project.root).as_posix()
        return StackReview(stack.environment, stack.service, path, result)
