"""TFG620: a mount of a volume that the task does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.model import Item
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each mount point whose volume is not declared.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        volumes = _volumes(task)
        for container in containers(task) if volumes is not None else ():
            for number, mount in enumerate(container.known_entries("mountPoints")):
                name = mount.get("sourceVolume")
                if not isinstance(name, str) or name in (volumes or ()):
                    continue
                for place in view.blame(*container.at("mountPoints", number, "sourceVolume")):
                    message = f"{container.shown} mounts `{name}`, and the task has no such volume"
                    yield RULE.finding(*place, message, f'add a block volume {{ name = "{name}" }}')


def _volumes(task: Item) -> frozenset[str] | None:
    blocks = task.blocks("volume")
    names = [block.text("name") for block in blocks]
    known = frozenset(name for name in names if name is not None)
    return known if blocks.complete and None not in names else None


RULE = Rule("TFG620", "mount of an unknown volume", "error", check)
