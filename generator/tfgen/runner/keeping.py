"""A plan that was made -> put away for `apply --plans`, and its entry of the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import FailedError
from tfgen.private_files import private_folder, write_private
from tfgen.project import Project
from tfgen.provider_schema.sources import locked
from tfgen.review.model import StackReview
from tfgen.runner.configuration import configuration_digest
from tfgen.runner.manifest import Entry, files, ran
from tfgen.runner.plan_archive import digest, state_version
from tfgen.runner.sealing import ENDING, seal
from tfgen.runner.selection import StackFolder
from tfgen.runner.watching import Seen

if TYPE_CHECKING:
    from tfgen.terraform.gateway import PlanResult, Terraform


@dataclass(frozen=True)
class Keeper:
    """Keeps plans of a project's stacks below `folder`, sealed where there is a key."""

    project: Project
    folder: Path
    key: bytes = b""
    destroy: bool = False

    def sweep(self, entries: Sequence[Entry]) -> None:
        """Removes what the manifest of an earlier run names, and that of these entries does not."""
        for name in files(self.folder) - {entry.file for entry in entries}:
            (self.folder / name).unlink(missing_ok=True)

    def begin(self, stack: StackFolder) -> Keeping:
        """Remembers what a stack is made of before it is planned."""
        return Keeping(self, stack, configuration_digest(stack.path))


@dataclass(frozen=True)
class Keeping:
    """A stack whose plan is being made, to be kept."""

    keeper: Keeper
    stack: StackFolder
    configuration: str

    def end(
        self, review: StackReview, terraform: Terraform, result: PlanResult, seen: Seen
    ) -> Entry:
        """The entry of the plan that was made, which goes to the folder, of mode 0600.

        With a key it gets there sealed only. Raises FailedError where the configuration did not
        stand still meanwhile.
        """
        if configuration_digest(self.stack.path) != self.configuration:
            raise FailedError(
                f"the configuration of {self.stack.name} was changed while it was planned",
                hint="plan it again when nobody writes to it",
            )
        keeper, plan, name = self.keeper, result.plan_file, self.stack.name
        state = state_version(plan)
        kept = keeper.folder / self.stack.environment / f"{self.stack.service}.tfplan"
        private_folder(kept.parent)
        if keeper.key:
            kept = kept.with_name(kept.name + ENDING)
            seal(plan, kept, name, keeper.key)
        else:
            write_private(kept, plan.read_bytes())
        return Entry(
            name,
            kept.relative_to(keeper.folder).as_posix(),
            digest(kept),
            self.configuration,
            state.lineage,
            state.serial,
            terraform.version(),
            keeper.project.environment(self.stack.environment).account_id,
            {source: str(version) for source, version in locked(terraform.folder).items()},
            tuple(guard.code for guard in review.guards if guard.blocking),
            seen.watched.services,
            seen.watched.pipelines,
            ran(seen.live),
            keeper.destroy,
        )
