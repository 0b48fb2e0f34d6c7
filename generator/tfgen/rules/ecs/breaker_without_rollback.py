"""TFG508: a circuit breaker that leaves the failed revision in place."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import SERVICE


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each circuit breaker that is certainly on and does not roll back.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        for breaker in service.blocks("deployment_circuit_breaker"):
            enabled, rollback = breaker.attribute("enable"), breaker.attribute("rollback")
            if not (isinstance(enabled, Known) and isinstance(rollback, Known)):
                continue
            if enabled.flag is not True or rollback.flag is not False or not rollback.settled:
                continue
            for place in view.blame(rollback.place):
                message = "a failed deployment stops and its broken tasks stay"
                yield RULE.finding(*place, message, "rollback = true")


RULE = Rule("TFG508", "circuit breaker that does not roll back", "warning", check)
