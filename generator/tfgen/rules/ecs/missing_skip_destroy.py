"""TFG506: a task definition whose earlier revisions are deregistered."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, View
from tfgen.view.services import SERVICE, controller, deploying_actions, deploys, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each task definition without `skip_destroy` that a rollback would need.

    Terraform replaces a task definition for any change, and deregisters the one before:
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
    """
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        if task is None or not task.exists or "all" in task.ignored:
            continue
        if task.attribute("skip_destroy") is not ABSENT or not _goes_back(view, service):
            continue
        for place in view.blame(task.place):
            message = "each change deregisters the revision before: there is no way back to it"
            yield RULE.finding(*place, message, "skip_destroy = true")


def _goes_back(view: View, service: Item) -> bool:
    """Whether something may go back to an earlier revision: CodeDeploy, ECS, or a pipeline."""
    if controller(service) == "CODE_DEPLOY":
        return True
    breaker = service.blocks("deployment_circuit_breaker").only
    if breaker is not None and breaker.text("rollback") == "true":
        return True
    return any(deploys(action, service) for _, action in deploying_actions(view, "ECS"))


RULE = Rule("TFG506", "task definition without skip_destroy", "warning", check)
