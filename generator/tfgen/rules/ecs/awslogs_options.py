"""TFG618: logs that go nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, containers
from tfgen.view.services import TASK_DEFINITION, on_fargate

_NEEDED = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each `awslogs` on Fargate without group, region or prefix.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task) if on_fargate(task) else ():
            missing = _missing(container)
            for place in view.blame(*container.at("logConfiguration")) if missing else ():
                message = f"the logs of {container.shown} lack {', '.join(missing)}"
                yield RULE.finding(*place, message, "Fargate needs the three of them in options")


def _missing(container: Container) -> list[str]:
    logs = container.get("logConfiguration")
    if not isinstance(logs, dict) or logs.get("logDriver") != "awslogs":
        return []
    options = logs.get("options")
    given = {} if options is None else options
    if not isinstance(given, dict) or not container.certain("logConfiguration"):
        return []
    return [name for name in _NEEDED if given.get(name) is None]


RULE = Rule("TFG618", "awslogs without group, region or prefix", "error", check)
