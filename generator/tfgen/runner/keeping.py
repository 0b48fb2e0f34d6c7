"""A plan that was made -> put away for `apply --plans`, and its entry of the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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

    def keep(
        self,
        review: StackReview,
        stack: StackFolder,
        terraform: Terraform,
        result: PlanResult,
        live: Live | None,
    ) -> Entry:
        """The entry of a plan; its file lies below the folder, and is of mode 0600."""
        state = state_version(result.plan_file)
        plan = result.plan_file
        kept = seal(plan, stack.name, self.key) if self.key else plan
        return Entry(
            stack.name,
            kept.relative_to(self.folder).as_posix(),
            digest(kept),
            configuration_digest(stack.path),
            state.lineage,
            state.serial,
            terraform.version(),
            self.project.environment(stack.environment).account_id,
            {source: str(version) for source, version in locked(terraform.folder).items()},
            tuple(guard.code for guard in review.guards if guard.blocking),
            ran(live),
            tuple(live.pipelines) if live else (),
            self.destroy,
        )
