"""TFG608: a platform that no task can run on."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import TASK_DEFINITION, on_fargate

_NOT_ON_FARGATE = frozenset(
    {"WINDOWS_SERVER_2016_FULL", "WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_20H2_CORE"}
)


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each pair of operating system and processor that AWS does not have.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for block in task.blocks("runtime_platform"):
            system = block.attribute("operating_system_family")
            if not isinstance(system, Known) or not system.text:
                continue
            if system.text.startswith("WINDOWS") and block.text("cpu_architecture") == "ARM64":
                message = "there is no Windows on ARM64"
            elif system.text in _NOT_ON_FARGATE and on_fargate(task):
                message = f"Fargate does not run {system.text}"
            else:
                continue
            for place in view.blame(system.place, block.place):
                yield RULE.finding(*place, message, "choose another system or processor")


RULE = Rule("TFG608", "platform that AWS does not have", "error", check)
