"""A stack -> what changed in it outside of Terraform, read, masked and told for people."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import InputErrors, TfgenError
from tfgen.private_files import private_folder, write_private
from tfgen.project import Project
from tfgen.review.drift import reading
from tfgen.review.mask import Mask, of_plan
from tfgen.review.model import Result, StackReview
from tfgen.runner.plan_archive import state_version
from tfgen.runner.run import Place, plan_file, planned, terraform_in
from tfgen.runner.selection import StackFolder
from tfgen.terraform.diagnostics import messages
from tfgen.terraform.transient import retried

if TYPE_CHECKING:
    from tfgen.terraform.gateway import PlanResult, Terraform

Say = Callable[[str], None]
_INTERRUPTED = 130
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
            return self.find(stack)
        except TfgenError as error:
            if error.exit_code == _INTERRUPTED:
                raise
            told = self.mask.text("\n".join(self._told(error)))
            # Everything, for the report on a terminal has a line for it.
            self.say("\n  ".join([f"{stack.name}: failed", *told.splitlines()]))
            seconds = time.monotonic() - started
            return replace(self._of(stack, "failed"), error=told, seconds=seconds)

    def find(self, stack: StackFolder) -> StackReview:
        """The drift of a stack. Raises TfgenError for what fails, its message masked."""
        started = time.monotonic()
        kept = plan_file(self.folder, stack)
        try:
            found = self._found(stack, kept)
        except TfgenError as error:
            error.message = self.mask.text(error.message)
            raise
        finally:
            kept.unlink(missing_ok=True)
        seconds = time.monotonic() - started
        word = "drifted" if found.result == "changed" else found.result
        self.say(f"{stack.name}: {word}, {seconds:.1f} s")
        return replace(found, seconds=seconds)

    def skipped(self, stack: StackFolder) -> StackReview:
        """A stack that is not looked at, because the run was stopped before."""
        return replace(self._of(stack, "skipped"), error="the run was stopped")

    def _found(self, stack: StackFolder, kept: Path) -> StackReview:
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

    def _read(self, stack: StackFolder, terraform: Terraform, result: PlanResult) -> StackReview:
        """Reads a plan where it says that something differs: to read it takes seconds."""
        if not any(one.get("type") == "resource_drift" for one in messages(result.stdout)):
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

    def _told(self, error: TfgenError) -> Iterator[str]:
        """Everything an error says, its places seen from the project."""
        for one in error.errors if isinstance(error, InputErrors) else [error]:
            place = str(one.where).replace(f"{self.project.root}{os.sep}", "") if one.where else ""
            yield f"{place}: {one.message}" if place else one.message
            if one.hint:
                yield f"-> {one.hint}"

    def _log(self, stack: StackFolder, text: str) -> None:
        folder = private_folder(self.project.private_folder / "logs" / stack.environment)
        write_private(folder / f"{stack.service}.drift.log", text)

    def _of(self, stack: StackFolder, result: Result) -> StackReview:
        path = stack.path.relative_to(self.project.root).as_posix()
        return StackReview(stack.environment, stack.service, path, result)
