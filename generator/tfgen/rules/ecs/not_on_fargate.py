"""TFG622: what Fargate does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.model import Item, Place
from tfgen.view.services import TASK_DEFINITION, on_fargate


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each privileged container, link and folder of the host on Fargate.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for places, what in _refused(task) if on_fargate(task) else ():
            for place in view.blame(*places):
                yield RULE.finding(*place, f"Fargate has no {what}", "take it out, or use EC2")


def _refused(task: Item) -> Iterator[tuple[tuple[Place, ...], str]]:
    for container in containers(task):
        if container.get("privileged") is True:
            yield container.at("privileged"), "privileged containers"
        if _texts(container.get("links")):
            yield container.at("links"), "links between containers"
    for volume in task.blocks("volume"):
        if volume.text("host_path"):
            yield (volume.at("host_path"),), "folders of the host as volumes"


def _texts(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, str) for each in value)


RULE = Rule("TFG622", "what Fargate does not have", "error", check)
