"""TFG621: a container that does not fit into its task."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, containers, whole_number
from tfgen.view.model import ABSENT, Item, Known
from tfgen.view.services import TASK_DEFINITION

_LIMITS = (("memory", "memory"), ("memoryReservation", "memory"), ("cpu", "cpu"))


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each container with more than its task, or with no limit of memory at all.

    AWS: without memory of the task, "you must specify a non-zero integer for one or both of memory
    or memoryReservation"; with it, the containers share what the task has.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            for key, message, remedy in _wrong(task, container):
                for place in view.blame(*container.at(key)):
                    yield RULE.finding(*place, message, remedy)


def _wrong(task: Item, container: Container) -> Iterator[tuple[str, str, str]]:
    for key, name in _LIMITS:
        answer, own = task.attribute(name), whole_number(container.values, key)
        whole = answer.number if isinstance(answer, Known) else None
        if whole and own and own > whole:
            message = f"{container.shown} wants {key} {own}, and the task has {whole}"
            yield key, message, f"give it less, or raise {name} of the task"
    none = all(map(container.lacks, ("memory", "memoryReservation")))
    if none and task.attribute("memory") is ABSENT and _on_instances(task):
        message = f"nothing limits the memory of {container.shown}"
        yield "name", message, "set memory or memoryReservation"


def _on_instances(task: Item) -> bool:
    answer = task.attribute("requires_compatibilities")
    return answer is ABSENT or (isinstance(answer, Known) and answer.items == ("EC2",))


RULE = Rule("TFG621", "container that does not fit into its task", "error", check)
