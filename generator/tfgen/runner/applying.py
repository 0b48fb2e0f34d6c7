"""A saved plan -> applied, unless something that it hangs on has moved since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import FailedError, InputError, UsageError, Where
from tfgen.project import Project
from tfgen.provider_schema.sources import locked
from tfgen.review import reading
from tfgen.review.guards import GUARDS
from tfgen.review.live import Live
from tfgen.review.mask import of_plan
from tfgen.review.model import Plan
from tfgen.runner.allowing import Allowed
from tfgen.runner.configuration import configuration_digest
from tfgen.runner.manifest import Entry, differing
from tfgen.runner.meaning import meaning
from tfgen.runner.plan_archive import digest
from tfgen.runner.quiet import Quiet
from tfgen.runner.run import Place, planned, terraform_in
from tfgen.runner.scratch import scratch_folder
from tfgen.runner.sealing import ENDING, unseal
from tfgen.runner.watching import Watched, watched

if TYPE_CHECKING:
    from tfgen.terraform.gateway import Terraform

Say = Callable[[str], None]
_AGAIN = "plan again, and let somebody read that plan: tfgen plan --out DIR"
_STALE = "Saved plan is stale"
_DEPLOYING = "deploying"


@dataclass(frozen=True)
class Applier:
    """Applies saved plans of a project that lie below `folder`.

    `note` gets what is worth knowing beside Terraform's lines. `key` opens sealed plans. `wait` is
    how many seconds a deployment may take to end. With `anew` no saved plan is itself applied,
    but one made now that means the same: who could forge a plan file gains nothing by it.
    """

    project: Project
    folder: Path
    allowed: Allowed
    note: Say
    key: bytes = b""
    wait: float = 0.0
    anew: bool = False

    def apply(self, place: Place, entry: Entry, say: Say) -> None:
        """Applies the plan of an entry, or one made now that means the same; `say` gets the lines.

        Raises InputError for a plan file that is not the one that was saved, UsageError for what
        has changed here since, FailedError for what has changed in AWS.
        """
        with self._opened(entry) as kept:
            self._require_same(place, entry)
            place.confirm()
            terraform = terraform_in(self.project, place, self.note)
            self._require_versions(terraform, entry)
            live = self._quiet(place, entry)
            moved = differing(entry, live) if live else []
            if moved:
                self.note(f"{place.stack.name}: {'; '.join(moved)}")
            if moved or self.anew:
                self._apply_anew(place, terraform, kept, entry, live, say)
                return
            try:
                terraform.apply(kept, on_line=say)
            except FailedError as error:
                if _STALE not in " ".join(error.message.split()):
                    raise
                self.note(f"{place.stack.name}: the state has moved on since the plan was made")
                self._apply_anew(place, terraform, kept, entry, live, say)

    @contextmanager
    def _opened(self, entry: Entry) -> Iterator[Path]:
        """The plan file, unsealed for as long as it is needed."""
        kept = self.folder / entry.file
        inside = kept.resolve().is_relative_to(self.folder.resolve())
        if not inside or not kept.is_file():
            raise InputError(f"there is no saved plan at {kept}", hint=_AGAIN)
        if digest(kept) != entry.sha256:
            raise InputError("it is not the plan that was saved", hint=_AGAIN, where=Where(kept))
        with scratch_folder(self.project.private_folder, "apply") as folder:
            plan = folder / "saved.tfplan"
            if kept.name.endswith(ENDING):
                unseal(kept, plan, entry.stack, self.key)
            else:
                plan.symlink_to(kept)
            yield plan

    def _require_unguarded(self, place: Place, plan: Plan, live: Live | None) -> None:
        """Raises UsageError for what a guard finds in a plan and nobody has allowed."""
        wanted = watched(plan)
        if live is None and wanted:
            live = self._look(place, wanted)
        found = [guard for guarding in GUARDS for guard in guarding.guards(plan, live)]
        for guard in found:
            if self.allowed.settle(place.stack, guard).blocking:
                raise UsageError(
                    f"{place.stack.name} is blocked by {guard.code}: {guard.message}",
                    hint=f"if it is meant: --allow {guard.code}:{place.stack.name}",
                )

    def _require_same(self, place: Place, entry: Entry) -> None:
        stack = place.stack
        blocked = [code for code in entry.blocked if not self.allowed.passes(stack, code)]
        if blocked:
            raise UsageError(
                f"{stack.name} is blocked by {', '.join(blocked)}",
                hint=f"if it is meant: --allow {blocked[0]}:{stack.name}",
            )
        if self.project.environment(stack.environment).account_id != entry.account:
            raise UsageError(f"the plan is for account {entry.account}", hint=_AGAIN)
        if configuration_digest(stack.path) != entry.configuration:
            raise UsageError(
                f"the configuration of {stack.name} is not the one that was planned", hint=_AGAIN
            )

    def _require_versions(self, terraform: Terraform, entry: Entry) -> None:
        if terraform.version() != entry.terraform:
            raise UsageError(
                f"the plan was made by Terraform {entry.terraform}, this is {terraform.version()}",
                hint=_AGAIN,
            )
        now = {source: str(version) for source, version in locked(terraform.folder).items()}
        for source, version in entry.providers.items():
            if now.get(source) != version:
                raise UsageError(
                    f"the plan was made with {source} {version}, this is"
                    f" {now.get(source, 'another selection of providers')}",
                    hint="commit the lock files, so that every machine takes the same: tfgen lock",
                )

    def _quiet(self, place: Place, entry: Entry) -> Live | None:
        """What runs of that which the plan touches; raises FailedError while something moves."""
        wanted = Watched(entry.services, entry.pipelines)
        if not (wanted.services or wanted.pipelines):
            return None
        name = place.stack.name
        if self.allowed.passes(place.stack, _DEPLOYING):
            return self._look(place, wanted)
        waiting = Quiet(self.wait, lambda text: self.note(f"{name}: {text}"))
        return waiting.wait(lambda: self._look(place, wanted))

    def _look(self, place: Place, wanted: Watched) -> Live:
        from botocore.exceptions import BotoCoreError, ClientError

        region = self.project.region(place.stack.environment)
        try:
            return wanted.look(place.environ, region)
        except (BotoCoreError, ClientError) as error:
            raise FailedError(
                f"{place.stack.name}: what runs now could not be looked at: {error}",
                hint="the credentials need ecs:DescribeServices, ecs:DescribeTaskDefinition and"
                " codepipeline:ListPipelineExecutions",
            ) from error

    def _apply_anew(
        self,
        place: Place,
        terraform: Terraform,
        kept: Path,
        entry: Entry,
        live: Live | None,
        say: Say,
    ) -> None:
        """Plans again, and applies that where it means the same as the plan that was saved.

        Guards look at it, too: what the manifest says of them somebody with the key may have made
        up, and another image may run by now.
        """
        fresh = kept.with_name("fresh.tfplan")
        before = meaning(terraform.show_json(kept))
        planned(place, terraform, fresh, destroy=entry.destroy, json=True, say=lambda _: None)
        document = terraform.show_json(fresh)
        if meaning(document) != before:
            raise FailedError(
                f"{place.stack.name}: a plan made now means something else than the saved one",
                hint=_AGAIN,
            )
        if not entry.destroy:
            self._require_unguarded(place, reading.read(document, of_plan(document)), live)
        self.note(f"{place.stack.name}: a plan made now means the same, and is applied")
        terraform.apply(fresh, on_line=say)
