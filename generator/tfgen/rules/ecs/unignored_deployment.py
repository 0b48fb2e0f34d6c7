"""TFG525: a service that Terraform takes back from CodeDeploy."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, controller

_OWNED = ("task_definition", "load_balancer")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service for CodeDeploy that does not ignore what a deployment sets.

    ECS then refuses Terraform's update: "Unable to update task definition on services with a
    CODE_DEPLOY deployment controller". What may be updated:
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        if controller(service) != "CODE_DEPLOY" or not service.exists:
            continue
        missing = [name for name in _OWNED if not service.ignores(name)]
        if not missing:
            continue
        for place in view.blame(service.ignore_place()):
            names = " and ".join(missing)
            message = f"after the first deployment Terraform wants {names} back, and ECS refuses"
            wanted = ", ".join(sorted({*service.ignored, *_OWNED}))
            yield RULE.finding(*place, message, f"ignore_changes = [{wanted}]")


RULE = Rule("TFG525", "changes of CodeDeploy that are not ignored", "warning", check)
