"""TFG603: keys that a container definition does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.analysis.nearest import nearest
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.container_shape import misfits
from tfgen.view.containers import containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each key that AWS does not know; the provider leaves it out silently.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            for misfit in misfits(container.values):
                if misfit.wanted:
                    continue
                for place in view.blame(*container.at(*misfit.path)):
                    name = str(misfit.path[-1])
                    close = nearest(name, misfit.known)
                    message = f"{container.shown} has the key `{name}`, which Terraform leaves out"
                    remedy = f"did you mean {close}?" if close else "take it out"
                    yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG603", "unknown key in a container definition", "warning", check)
