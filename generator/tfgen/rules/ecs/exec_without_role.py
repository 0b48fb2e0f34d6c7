"""TFG518: ECS Exec in tasks without a role."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Known
from tfgen.view.services import SERVICE, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service with ECS Exec whose task definition has no task role.

    AWS refuses it: "because a valid taskRoleArn is not being used".
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        enabled, task = service.attribute("enable_execute_command"), task_of(service)
        if not isinstance(enabled, Known) or enabled.flag is not True or task is None:
            continue
        if task.attribute("task_role_arn") is not ABSENT:
            continue
        for place in view.blame(enabled.place, task.place):
            message = "ECS Exec needs a task role, and the task definition has none"
            remedy = f"give {task.address} a task_role_arn that may use ssmmessages"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG518", "ECS Exec without task role", "error", check)
