"""TFG610: an image for another processor than the task's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.model import ABSENT, Item, Known
from tfgen.view.services import TASK_DEFINITION, on_fargate

_NAMED = re.compile(r"(?:^|[/:._-])(arm64v8|arm64|aarch64|amd64|x86_64|x86-64)(?=/|$)")
_ARM = frozenset({"arm64v8", "arm64", "aarch64"})


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each image whose name tells of a processor that the task does not have.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        processor = _processor(task)
        for container in containers(task) if processor else ():
            found = _NAMED.search((container.string("image") or "").partition("@")[0])
            if found is None or (found[1] in _ARM) == (processor == "ARM64"):
                continue
            for place in view.blame(*container.at("image")):
                message = f"the image is for {found[1]}, and the task runs on {processor}"
                yield RULE.finding(
                    *place, message, "use one image for both, or change cpu_architecture"
                )


def _processor(task: Item) -> str | None:
    blocks = task.blocks("runtime_platform")
    answer = blocks.only.attribute("cpu_architecture") if blocks.only else None
    if isinstance(answer, Known):
        return answer.text
    # On EC2 it is whatever the instance has.
    return "X86_64" if on_fargate(task) and (blocks.absent or answer is ABSENT) else None


RULE = Rule("TFG610", "image for another processor", "warning", check)
