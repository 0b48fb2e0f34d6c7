"""TFG604: two containers of one name."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each container that has the name of one before it.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html: the name
    is what load balancers, links and dependencies go by.
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        seen: set[str] = set()
        for container in containers(task):
            name = container.name
            if name in seen:
                for place in view.blame(*container.at("name")):
                    message = f"there is a container `{name}` before this one"
                    yield RULE.finding(*place, message, "give each container a name of its own")
            if name is not None:
                seen.add(name)


RULE = Rule("TFG604", "two containers of one name", "error", check)
