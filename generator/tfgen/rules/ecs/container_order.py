"""TFG613: containers that wait for one that is not there, or for each other."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, Containers, containers
from tfgen.view.model import View
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each dependency on an unknown container, and one for each circle.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        found = containers(task)
        names = found.names
        if names is not None:
            yield from _unknown(view, found, names)
        yield from _circles(view, found)


def _unknown(view: View, found: Containers, names: frozenset[str]) -> Iterator[Finding]:
    for container in found:
        for number, name in _awaited(container):
            if name in names:
                continue
            for place in view.blame(*container.at("dependsOn", number, "containerName")):
                message = f"{container.shown} waits for `{name}`, and there is no such container"
                yield RULE.finding(*place, message, f"the task has: {', '.join(sorted(names))}")


def _circles(view: View, found: Containers) -> Iterator[Finding]:
    awaits = {each.name: {name for _, name in _awaited(each)} for each in found if each.name}
    reported: set[str] = set()
    for container in found:
        name = container.name
        circle = _reached(awaits, name) if name else set()
        if name is None or name not in circle or name in reported:
            continue
        reported |= {each for each in circle if name in _reached(awaits, each)}
        for place in view.blame(*container.at("dependsOn")):
            message = f"{container.shown} waits for itself in the end"
            yield RULE.finding(*place, message, "take out one of the dependencies of the circle")


def _reached(awaits: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = list(awaits.get(start, ()))
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += awaits.get(name, ())
    return found


def _awaited(container: Container) -> Iterator[tuple[int, str]]:
    for number, entry in enumerate(container.known_entries("dependsOn")):
        name = entry.get("containerName")
        if isinstance(name, str):
            yield number, name


RULE = Rule("TFG613", "container that waits in vain", "error", check)
