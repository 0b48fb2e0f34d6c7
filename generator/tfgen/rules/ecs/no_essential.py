"""TFG612: a task without an essential container."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each task definition none of whose containers is essential.

    AWS: "All tasks must have at least one essential container."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        found = containers(task)
        if not found.complete or not found.containers:
            continue
        if any(container.get("essential") is not False for container in found):
            continue
        for place in view.blame(*found.containers[0].at("essential")):
            message = "none of the containers is essential"
            yield RULE.finding(*place, message, "essential = true for the one that does the work")


RULE = Rule("TFG612", "no essential container", "error", check)
