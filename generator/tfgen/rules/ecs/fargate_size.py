"""TFG605: a task size that Fargate does not sell."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.fargate import problem
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Known
from tfgen.view.services import TASK_DEFINITION, on_fargate


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each task for Fargate whose CPU and memory are missing or no pair.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        if not on_fargate(task):
            continue
        cpu, memory = task.attribute("cpu"), task.attribute("memory")
        missing = [name for name in ("cpu", "memory") if task.attribute(name) is ABSENT]
        if missing:
            message = f"Fargate needs {' and '.join(missing)} of the whole task"
            places = [task.place]
        elif isinstance(cpu, Known) and isinstance(memory, Known):
            why = problem(cpu.number, memory.number) if cpu.number and memory.number else None
            message, places = why or "", [cpu.place, memory.place]
        else:
            continue
        for place in view.blame(*places) if message else ():
            yield RULE.finding(*place, message, "choose a pair from the list of Fargate's sizes")


RULE = Rule("TFG605", "task size that Fargate does not sell", "error", check)
