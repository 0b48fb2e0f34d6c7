"""TFG509: a grace period for health checks that no load balancer makes."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import SERVICE


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service with a grace period and certainly no load balancer.

    AWS: "Health check grace period is only valid for services configured to use load balancers"
    (https://github.com/hashicorp/terraform-provider-aws/issues/31104). The provider leaves 0 out.
    """
    view = subject.view
    for service in view.resources(SERVICE):
        period = service.attribute("health_check_grace_period_seconds")
        balancers = ("load_balancer", "service_registries", "vpc_lattice_configurations")
        if not isinstance(period, Known) or not period.number:
            continue
        if not all(service.blocks(name).absent for name in balancers):
            continue
        for place in view.blame(period.place):
            message = "ECS takes a grace period only with a load balancer; this service has none"
            yield RULE.finding(*place, message, "take it out, or add a load_balancer block")


RULE = Rule("TFG509", "grace period without load balancer", "error", check)
