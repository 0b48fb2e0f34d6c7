"""TFG513: a daemon where there are no instances."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import SERVICE, controller, launched_on_fargate


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each daemon on Fargate, or with another controller than ECS.

    AWS: "Tasks using the Fargate launch type or the CODE_DEPLOY or EXTERNAL deployment controller
    types don't support the DAEMON scheduling strategy."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        strategy = service.attribute("scheduling_strategy")
        if not isinstance(strategy, Known) or strategy.text != "DAEMON":
            continue
        if launched_on_fargate(service):
            where = "on Fargate"
        elif controller(service) in ("CODE_DEPLOY", "EXTERNAL"):
            where = f"with the deployment controller {controller(service)}"
        else:
            continue
        for place in view.blame(strategy.place):
            yield RULE.finding(*place, f"ECS runs no daemon {where}", 'use "REPLICA"')


RULE = Rule("TFG513", "daemon that ECS cannot run", "error", check)
