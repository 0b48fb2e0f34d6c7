"""TFG609: a task that may not fetch what it starts with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, containers
from tfgen.view.model import ABSENT, Item
from tfgen.view.services import TASK_DEFINITION, on_fargate

_ECR = re.compile(r"\d{12}\.dkr\.ecr\.")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each task definition without execution role that AWS refuses without one.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        if task.attribute("execution_role_arn") is not ABSENT:
            continue
        reason = next((why for each in containers(task) if (why := _needs(task, each))), None)
        for place in view.blame(task.place) if reason else ():
            message = f"without an execution role the task has no way to {reason}"
            yield RULE.finding(*place, message, "set execution_role_arn")


def _needs(task: Item, container: Container) -> str | None:
    if container.known_entries("secrets"):
        return f"read the secrets of {container.shown}"
    if not on_fargate(task):
        return None
    logs = container.get("logConfiguration")
    if isinstance(logs, dict) and logs.get("logDriver") == "awslogs":
        return f"write the logs of {container.shown}"
    if _ECR.match(container.string("image") or ""):
        return f"fetch the image of {container.shown}"
    return None


RULE = Rule("TFG609", "task definition without execution role", "error", check)
