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
from tfgen.runner.run import Place, plan_file, planned, terraform_in
from tfgen.runner.selection import StackFolder
from tfgen.terraform.transient import retried

if TYPE_CHECKING:
    from tfgen.terraform.gateway import PlanResult, Terraform

Say = Callable[[str], None]
_INTERRUPTED = 130
_DRIFT = '"type":"resource_drift"'
_NEW = "nothing of it exists yet"


@dataclass(frozen=True)
class Drifter:
    """Compares stacks of a project with what is there, and changes nothing, not even a state.

    Plan files go below `folder` for as long as they are read. `mask` hides what the process's
    environment holds; `say` is told of progress, masked.
    """

    project: Project
    folder: Path
    place: Callable[[StackFolder], Place]
    mask: Mask
    say: Say

    def review(self, stack: StackFolder) -> StackReview:
        """The drift of a stack; what fails is in its `error`. Raises InterruptError alone."""
        started = time.monotonic()
        try:
            found = self._review(stack)
        except TfgenError as error:
            if error.exit_code == _INTERRUPTED:
                raise
            told = f"{error.message}\n-> {error.hint}" if error.hint else error.message
            found = replace(self._of(stack, "failed"), error=self.mask.text(told))
        seconds = time.monotonic() - started
        word = "drifted" if found.result == "changed" else found.result
        self.say(f"{stack.name}: {word}, {seconds:.1f} s")
        return replace(found, seconds=seconds)

    def skipped(self, stack: StackFolder, culprit: StackFolder) -> StackReview:
        """A stack that is not looked at, because one that it waits for failed."""
        error = f"{culprit.name} failed or was skipped"
        return replace(self._of(stack, "skipped"), error=error)

    def _review(self, stack: StackFolder) -> StackReview:
        kept = plan_file(self.folder, stack)
        try:
            place = self.place(stack)
            terraform = terraform_in(self.project, place, self.say)
            result, _ = retried(
                lambda: planned(
                    place,
                    terraform,
                    kept,
                    destroy=False,
                    refresh_only=True,
                    json=True,
                    say=lambda _: None,
                ),
                lambda why: self.say(f"{stack.name}: {self.mask.text(why)}"),
            )
            return self._read(stack, terraform, result)
        finally:
            kept.unlink(missing_ok=True)

    def _read(self, stack: StackFolder, terraform: Terraform, result: PlanResult) -> StackReview:
        """Reads a plan where it says that something differs: to read it takes seconds."""
        if _DRIFT not in result.stdout:
            notes = (_NEW,) if state_version(result.plan_file).empty else ()
            return replace(self._of(stack, "no-op"), notes=notes)
        document = terraform.show_json(result.plan_file)
        mask = self.mask | of_plan(document)
        found = reading.read(document, mask)
        self._log(stack, mask.text(result.stdout))
        return replace(
            self._of(stack, "changed" if found.words else "no-op"),
            words=found.words,
            notes=found.notes,
        )

    def _log(self, stack: StackFolder, text: str) -> None:
        folder = private_folder(self.project.private_folder / "logs" / stack.environment)
        write_private(folder / f"{stack.service}.drift.log", text)

    def _of(self, stack: StackFolder, result: Result) -> StackReview:
        path = stack.path.relative_to(self.project.root).as_posix()
        return StackReview(stack.environment, stack.service, path, result)
