"""TFG503: a service whose changes of the task definition never ship."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item
from tfgen.view.services import SERVICE, rolling, task_of, tracks_latest


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each rolling service that ignores the task definition it is given."""
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        if not service.ignores("task_definition") or task is None or not _expected(service, task):
            continue
        for place in view.blame(service.ignore_place()):
            message = f"changes of {task.address} never reach this service"
            remedy = (
                "run the later of Terraform's and the newest revision by max(), or give the task "
                "definition ignore_changes = all where something else owns it"
            )
            yield RULE.finding(*place, message, remedy)


def _expected(service: Item, task: Item) -> bool:
    """Whether somebody would expect a change of the task definition to be deployed."""
    if task.ignores("container_definitions") or "all" in service.ignored:
        return False
    # Whoever tracks the newest revision has something else that builds on it and deploys it.
    return not tracks_latest(task) and service.exists and rolling(service)


RULE = Rule("TFG503", "task definition whose changes never ship", "warning", check)
