"""TFG504: the newest revision of a family that does not exist yet."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each data source that is read before its family is registered.

    Keyed on an attribute of the resource, it is read after the first revision was registered.
    """
    view = subject.view
    tasks = [task for task in view.resources(TASK_DEFINITION) if task.exists]
    for data in view.data(TASK_DEFINITION):
        if not data.exists or data.sources("task_definition") or data.written("depends_on"):
            continue
        task = next((task for task in tasks if _same_family(data, task)), None)
        for place in view.blame(data.at("task_definition")) if task else ():
            message = "the first apply fails here: it reads the family before it is registered"
            name = f"{task.type}.{task.name}" if task else ""
            yield RULE.finding(*place, message, f"task_definition = {name}.family")


def _same_family(data: Item, task: Item) -> bool:
    family = task.text("family")
    if family is not None:
        return data.text("task_definition") == family
    asked, named = data.written("task_definition"), task.written("family")
    same = bool(asked and named and asked.expression == named.expression)
    return same and not data.names and data.path == task.path


RULE = Rule("TFG504", "newest revision read before the first one", "warning", check)
