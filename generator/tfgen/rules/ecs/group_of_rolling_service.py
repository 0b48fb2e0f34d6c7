"""TFG522: a deployment group for a service that ECS deploys itself."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups, service_of
from tfgen.view.services import controller


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each deployment group whose service has another controller.

    CodeDeploy refuses it with InvalidECSServiceException: the service must have the deployment
    controller CODE_DEPLOY.
    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html
    """
    view = subject.view
    for group in groups(view):
        service = service_of(view, group)
        kind = controller(service) if service else None
        block = group.blocks("ecs_service").only
        if service is None or block is None or kind in (None, "CODE_DEPLOY"):
            continue
        for place in view.blame(block.at("service_name"), service.place):
            message = f"CodeDeploy cannot deploy {service.address}: its controller is {kind}"
            remedy = 'give the service deployment_controller { type = "CODE_DEPLOY" }'
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG522", "deployment group for a rolling service", "error", check)
