"""TFG507: a rolling service whose failed deployments go on for ever."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, rolling


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each rolling service without circuit breaker and without alarms.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        guards = ("deployment_circuit_breaker", "alarms")
        bare = all(service.blocks(name).absent for name in guards)
        # How many tasks a daemon has is not the service's own number to fail by.
        daemon = service.text("scheduling_strategy") == "DAEMON"
        if not bare or daemon or not rolling(service) or "all" in service.ignored:
            continue
        for place in view.blame(service.place):
            message = "a deployment whose tasks do not start goes on for ever"
            yield RULE.finding(
                *place, message, "add deployment_circuit_breaker with rollback = true"
            )


RULE = Rule("TFG507", "rolling service without circuit breaker", "notice", check)
