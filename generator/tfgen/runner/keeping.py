"""A plan that was made -> put away for `apply --plans`, and its entry of the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import FailedError
from tfgen.project import Project
from tfgen.provider_schema.sources import locked
from tfgen.review.live import Live
from tfgen.review.model import StackReview
from tfgen.runner.configuration import configuration_digest
from tfgen.runner.manifest import Entry, ran
from tfgen.runner.plan_archive import digest, state_version
from tfgen.runner.sealing import seal
from tfgen.runner.selection import StackFolder

if TYPE_CHECKING:
    from tfgen.terraform.gateway import PlanResult, Terraform


@dataclass(frozen=True)
class Keeper:
    """Keeps plans of a project's stacks below `folder`, sealed where there is a key."""

    project: Project
    folder: Path
    key: bytes = b""
    destroy: bool = False

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
        self, review: StackReview, terraform: Terraform, result: PlanResult, live: Live | None
    ) -> Entry:
        """The entry of the plan that was made; its file lies below the folder, of mode 0600.

        Raises FailedError where the configuration did not stand still meanwhile.
        """
        if configuration_digest(self.stack.path) != self.configuration:
            raise FailedError(
                f"the configuration of {self.stack.name} was changed while it was planned",
                hint="plan it again when nobody writes to it",
            )
        keeper, plan, name = self.keeper, result.plan_file, self.stack.name
        state = state_version(plan)
        kept = seal(plan, name, keeper.key) if keeper.key else plan
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
            ran(live),
            tuple(live.pipelines) if live else (),
            keeper.destroy,
        )
