"""A saved plan -> applied, unless something that it hangs on has moved since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen.errors import FailedError, InputError, UsageError, Where
from tfgen.project import Project
from tfgen.review.live import Live
from tfgen.runner.configuration import configuration_digest
from tfgen.runner.manifest import Entry, differing
from tfgen.runner.plan_archive import digest
from tfgen.runner.planning import Allowed
from tfgen.runner.run import Place, planned, terraform_in

if TYPE_CHECKING:
    from tfgen.terraform.gateway import Terraform

Say = Callable[[str], None]
_AGAIN = "plan again, and let somebody read that plan: tfgen plan --out DIR"
_STALE = "Saved plan is stale"


@dataclass(frozen=True)
class Applier:
    """Applies saved plans of a project that lie below `folder`.

    `say` gets Terraform's lines, `note` what is worth knowing beside them.
    """

    project: Project
    folder: Path
    allowed: Allowed
    say: Say
    note: Say

    def apply(self, place: Place, entry: Entry) -> None:
        """Applies the plan of an entry, or one made now that means the same.

        Raises InputError for a plan file that is not the one that was saved, UsageError for what
        has changed here since, FailedError for what has changed in AWS.
        """
        kept = self._intact(entry)
        self._require_same(place, entry)
        place.confirm()
        terraform = terraform_in(self.project, place, self.note)
        if terraform.version() != entry.terraform:
            raise UsageError(
                f"the plan was made by Terraform {entry.terraform}, this is {terraform.version()}",
                hint=_AGAIN,
            )
        if moved := self._moved(place, entry):
            self.note(f"{place.stack.name}: {moved}")
            self._apply_anew(place, terraform, kept)
            return
        try:
            terraform.apply(kept, on_line=self.say)
        except FailedError as error:
            if _STALE not in " ".join(error.message.split()):
                raise
            self.note(f"{place.stack.name}: the state has moved on since the plan was made")
            self._apply_anew(place, terraform, kept)

    def _intact(self, entry: Entry) -> Path:
        kept = self.folder / entry.file
        inside = kept.resolve().is_relative_to(self.folder.resolve())
        if not inside or not kept.is_file():
            raise InputError(f"there is no saved plan at {kept}", hint=_AGAIN)
        if digest(kept) != entry.sha256:
            raise InputError("it is not the plan that was saved", hint=_AGAIN, where=Where(kept))
        return kept

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

    def _moved(self, place: Place, entry: Entry) -> str:
        """What has moved in AWS since the plan; raises FailedError while something moves."""
        if not entry.ran:
            return ""
        live = self._look(place, entry)
        for service in live.services.values():
            if service.deploying:
                raise FailedError(
                    f"{place.stack.name}: service {service.name}: {service.deploying}",
                    hint="apply when it has ended; a plan that it makes stale is refused",
                )
        return "; ".join(differing(entry, live))

    def _look(self, place: Place, entry: Entry) -> Live:
        from botocore.exceptions import BotoCoreError, ClientError

        from tfgen.aws import live

        clients = live.client(place.environ, self.project.region(place.stack.environment))
        try:
            return live.look(clients, [(one.cluster, name) for name, one in entry.ran.items()])
        except (BotoCoreError, ClientError) as error:
            raise FailedError(
                f"{place.stack.name}: what runs now could not be looked at: {error}",
                hint="the credentials need ecs:DescribeServices and ecs:DescribeTaskDefinition",
            ) from error

    def _apply_anew(self, place: Place, terraform: Terraform, kept: Path) -> None:
        """Plans again, and applies that where it means the same as the plan that was saved."""
        fresh = kept.with_name(f"{kept.stem}.again.tfplan")
        try:
            before = meaning(terraform.show_json(kept))
            planned(place, terraform, fresh, destroy=False, json=True, say=lambda _: None)
            if meaning(terraform.show_json(fresh)) != before:
                raise FailedError(
                    f"{place.stack.name}: a plan made now means something else than the saved one",
                    hint=_AGAIN,
                )
            self.note(f"{place.stack.name}: a plan made now means the same, and is applied")
            terraform.apply(fresh, on_line=self.say)
        finally:
            fresh.unlink(missing_ok=True)


def meaning(document: Mapping[str, Any]) -> list[Any]:
    """What a plan would do, without what may differ between two plans of the same meaning."""
    resources = [
        (item["address"], item["change"]["actions"], _after(item["change"]))
        for item in document.get("resource_changes") or []
        if item["change"]["actions"] not in (["no-op"], ["read"])
    ]
    outputs = [
        (name, change["actions"], _after(change))
        for name, change in (document.get("output_changes") or {}).items()
        if change["actions"] != ["no-op"]
    ]
    return [sorted(resources, key=repr), sorted(outputs, key=repr)]


def _after(change: Mapping[str, Any]) -> tuple[Any, ...]:
    return change.get("before"), change.get("after"), change.get("after_unknown")
