"""TFG511: percentages that leave no room for a deployment."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, Known
from tfgen.view.services import SERVICE, rolling

_MINIMUM = "deployment_minimum_healthy_percent"
_MAXIMUM = "deployment_maximum_percent"
_DEFAULTS = {_MINIMUM: 100, _MAXIMUM: 200}
_DAEMON = {_MINIMUM: 0, _MAXIMUM: 100}


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each rolling service that may neither start a task more nor stop one.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        low = _percent(service, _MINIMUM)
        high = _percent(service, _MAXIMUM)
        if low is None or high is None or high > low or high > _DAEMON[_MAXIMUM]:
            continue
        given = (
            service.attribute(_MAXIMUM),
            service.attribute(_MINIMUM),
        )
        places = [answer.place for answer in given if isinstance(answer, Known)]
        if not rolling(service):
            continue
        for place in view.blame(*places):
            message = f"between {low}% and {high}% of the tasks there is no room to replace one"
            yield RULE.finding(*place, message, "raise the maximum, or lower the minimum")


def _percent(service: Item, name: str) -> int | None:
    answer = service.attribute(name)
    strategy = service.attribute("scheduling_strategy")
    if answer is ABSENT and strategy is ABSENT:
        return _DEFAULTS[name]
    if answer is ABSENT and isinstance(strategy, Known):
        return (_DAEMON if strategy.text == "DAEMON" else _DEFAULTS)[name]
    return answer.number if isinstance(answer, Known) else None


RULE = Rule("TFG511", "deployment without room", "warning", check)
