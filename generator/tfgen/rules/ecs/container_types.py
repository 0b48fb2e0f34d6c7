"""TFG602: values of the wrong type in a container definition."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.container_shape import misfits
from tfgen.view.containers import containers
from tfgen.view.refused import already_refused
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each value that RegisterTaskDefinition does not take where it stands.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            for misfit in misfits(container.values):
                if not misfit.wanted:
                    continue
                # Terraform itself reports it at the attribute.
                for place in view.blame(container.known.place):
                    if already_refused(subject.analysis, place):
                        continue
                    where = ".".join(map(str, misfit.path))
                    message = f"{where} of {container.shown} must be {misfit.wanted}"
                    yield RULE.finding(*place, message, "change the value, or convert it")


RULE = Rule("TFG602", "wrong type in a container definition", "error", check)
