"""TFG526: a circuit breaker or alarms where CodeDeploy deploys."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, controller

_GUARDS = ("deployment_circuit_breaker", "alarms")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each circuit breaker or alarms block that is on under another controller.

    AWS: "The deployment circuit breaker can only be used for services using the rolling update
    (ECS) deployment type."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        kind = controller(service)
        if kind in (None, "ECS"):
            continue
        for name in _GUARDS:
            for block in service.blocks(name):
                if block.text("enable") != "true":
                    continue
                for place in view.blame(block.place, service.place):
                    message = f"{name} does nothing where the deployment controller is {kind}"
                    remedy = "use auto_rollback_configuration of the deployment group"
                    yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG526", "circuit breaker or alarms that ECS does not use", "warning", check)
