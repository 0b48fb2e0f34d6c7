"""TFG524: a service for CodeDeploy without its one load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, controller


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service for CodeDeploy without, or with several, `load_balancer` blocks.

    AWS: "If the service uses the CODE_DEPLOY deployment controller, the service is required to use
    either an Application Load Balancer or Network Load Balancer", and several target groups are for
    the rolling update only.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        blocks = service.blocks("load_balancer")
        if controller(service) != "CODE_DEPLOY" or not blocks.complete or len(blocks) == 1:
            continue
        second = blocks.nodes[1].place if len(blocks) else service.place
        for place in view.blame(second, service.place):
            message = f"a service for CodeDeploy has one load_balancer block, not {len(blocks)}"
            remedy = "name the blue target group; the deployment group knows the green one"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG524", "service for CodeDeploy without one load balancer", "error", check)
