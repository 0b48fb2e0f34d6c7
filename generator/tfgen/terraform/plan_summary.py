"""What a plan would do, counted from its JSON; never from its text, which a resource can forge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tfgen.terraform.diagnostics import messages

# The words of the `-json` stream -> the actions of the plan's own JSON.
_STREAM_ACTIONS = {
    "create": ("create",),
    "update": ("update",),
    "delete": ("delete",),
    "replace": ("delete", "create"),
    # "remove" forgets the resource and leaves the real thing alone (a `removed` block).
    "remove": ("forget",),
}
_QUIET = {("no-op",), ("read",)}


@dataclass(frozen=True)
class ResourceChange:
    """What happens to one resource: its address, and the actions in their order.

    The actions are those of the plan's JSON ("create", "update", "delete", "forget"); a
    replacement has two: ("delete", "create"), or the other way round.
    """

    address: str
    actions: tuple[str, ...]

    @property
    def kind(self) -> str:
        """One word: "add", "change", "replace", "destroy" or "forget"."""
        if {"create", "delete"} <= set(self.actions):
            return "replace"
        words = {"create": "add", "update": "change", "delete": "destroy"}
        return words.get(self.actions[0], self.actions[0])


@dataclass(frozen=True)
class PlanSummary:
    """How many resources a plan touches, and which; a replacement counts as `replace` only.

    `outputs` are the names of the outputs that change; a plan that changes nothing else is not
    empty to Terraform (exit code 2).
    """

    changes: tuple[ResourceChange, ...] = ()
    outputs: tuple[str, ...] = ()

    @property
    def add(self) -> int:
        """Resources to create."""
        return self._count("add")

    @property
    def change(self) -> int:
        """Resources to change in place."""
        return self._count("change")

    @property
    def replace(self) -> int:
        """Resources to destroy and create again."""
        return self._count("replace")

    @property
    def destroy(self) -> int:
        """Resources to destroy for good."""
        return self._count("destroy")

    @property
    def empty(self) -> bool:
        """Whether the plan changes nothing at all."""
        return not self.changes and not self.outputs

    def _count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def summarise(plan: dict[str, Any]) -> PlanSummary:
    """Summarises the document of `terraform show -json PLAN`.

    https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
    """
    changes = (
        ResourceChange(item["address"], tuple(item["change"]["actions"]))
        for item in plan.get("resource_changes") or []
    )
    outputs = (
        name
        for name, change in (plan.get("output_changes") or {}).items()
        if tuple(change["actions"]) not in _QUIET
    )
    return _summary(changes, outputs)


def summarise_stream(text: str) -> PlanSummary | None:
    """Summarises the output of `terraform plan -json`, without a second process.

    None when the stream ends before its summary: Terraform made no plan.
    https://developer.hashicorp.com/terraform/internals/machine-readable-ui#planned-change
    """
    changes: list[ResourceChange] = []
    outputs: list[str] = []
    complete = False
    for message in messages(text):
        match message.get("type"):
            case "planned_change":
                change = message["change"]
                actions = _STREAM_ACTIONS.get(change["action"], ("no-op",))
                changes.append(ResourceChange(change["resource"]["addr"], actions))
            case "outputs":
                outputs += [
                    name
                    for name, output in message["outputs"].items()
                    if output.get("action", "noop") != "noop"
                ]
            case "change_summary":
                complete = True
    return _summary(changes, outputs) if complete else None


def _summary(changes: Iterable[ResourceChange], outputs: Iterable[str]) -> PlanSummary:
    kept = {change.address: change for change in changes if change.actions not in _QUIET}
    return PlanSummary(
        tuple(kept[address] for address in sorted(kept)), tuple(sorted(set(outputs)))
    )
