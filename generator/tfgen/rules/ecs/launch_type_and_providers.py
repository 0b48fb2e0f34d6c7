"""TFG512: a service with a launch type and capacity providers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import SERVICE


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service that certainly has both.

    AWS: "If a capacityProviderStrategy is specified, the launchType parameter must be omitted."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        launch = service.attribute("launch_type")
        if not isinstance(launch, Known) or not launch.text:
            continue
        if not len(service.blocks("capacity_provider_strategy")):
            continue
        for place in view.blame(launch.place):
            message = "ECS refuses a launch type beside a capacity provider strategy"
            yield RULE.finding(*place, message, "take launch_type out; the strategy says the same")


RULE = Rule("TFG512", "launch type and capacity providers", "error", check)
