"""TFG611: a host port that is not the container port."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers, whole_number
from tfgen.view.services import TASK_DEFINITION, network_mode


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each mapping to another port where the task has an address of its own.

    AWS: "For task definitions that use the awsvpc network mode, the hostPort can either be left
    blank or it must be the same value as the containerPort."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        mode = network_mode(task)
        for container in containers(task) if mode in ("awsvpc", "host") else ():
            for number, mapping in enumerate(container.known_entries("portMappings")):
                inside, outside = (
                    whole_number(mapping, "containerPort"),
                    whole_number(mapping, "hostPort"),
                )
                if not inside or not outside or inside == outside:
                    continue
                for place in view.blame(*container.at("portMappings", number, "hostPort")):
                    message = f"with network mode {mode} port {inside} cannot be {outside} outside"
                    yield RULE.finding(*place, message, "leave hostPort out")


RULE = Rule("TFG611", "host port that is another", "error", check)
