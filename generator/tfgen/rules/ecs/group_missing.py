"""TFG520: a service for CodeDeploy that no deployment group deploys."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import APPLICATION, GROUP, groups, service_of
from tfgen.view.services import SERVICE, controller


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service for CodeDeploy beside an application without a group for it.

    A module without any application of CodeDeploy leaves the deployment to its caller.
    """
    view = subject.view
    applications = [each for each in view.resources(APPLICATION) if each.own]
    if not view.closed or not applications:
        return
    if any(service_of(view, group) is None for group in view.resources(GROUP)):
        return
    served = {id(service_of(view, group)) for group in groups(view)}
    for service in view.resources(SERVICE):
        if controller(service) != "CODE_DEPLOY" or id(service) in served or not service.exists:
            continue
        for place in view.blame(service.place):
            message = "CodeDeploy is to deploy this service, and no deployment group names it"
            remedy = "add an aws_codedeploy_deployment_group with an ecs_service block"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG520", "service for CodeDeploy without deployment group", "warning", check)
