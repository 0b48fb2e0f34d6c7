"""TFG606: a task for Fargate without a network interface of its own."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Known
from tfgen.view.services import TASK_DEFINITION, on_fargate


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each task for Fargate with another network mode than awsvpc, or none.

    AWS: "For Amazon ECS tasks on Fargate, the awsvpc network mode is required."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        mode = task.attribute("network_mode")
        if not on_fargate(task):
            continue
        if mode is ABSENT:
            message, where = (
                "Fargate needs network mode awsvpc, and the default is bridge",
                task.place,
            )
        elif isinstance(mode, Known) and mode.text != "awsvpc":
            message, where = f"Fargate needs network mode awsvpc, not {mode.text}", mode.place
        else:
            continue
        for place in view.blame(where):
            yield RULE.finding(*place, message, 'network_mode = "awsvpc"')


RULE = Rule("TFG606", "Fargate without network mode awsvpc", "error", check)
