"""TFG614: a condition that the container waited for cannot meet."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, Containers, containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each HEALTHY without health check, and each end of an essential container.

    AWS: HEALTHY "requires that the dependent container has health checks configured in the task
    definition"; COMPLETE and SUCCESS "can't be set on an essential container".
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        found = containers(task)
        for container in found:
            for number, message in _impossible(container, found):
                for place in view.blame(*container.at("dependsOn", number, "condition")):
                    remedy = "choose another condition, or change that container"
                    yield RULE.finding(*place, message, remedy)


def _impossible(container: Container, found: Containers) -> Iterator[tuple[int, str]]:
    for number, entry in enumerate(container.known_entries("dependsOn")):
        name, condition = entry.get("containerName"), entry.get("condition")
        other = found.named(name) if isinstance(name, str) else None
        if other is None:
            continue
        if condition == "HEALTHY" and other.lacks("healthCheck"):
            yield number, f"{other.shown} has no healthCheck, so it is never HEALTHY"
        if condition in ("COMPLETE", "SUCCESS") and other.get("essential") in (None, True):
            yield number, f"{other.shown} is essential: where it ends, the task ends"


RULE = Rule("TFG614", "condition that is never met", "error", check)
