"""TFG521: a deployment group for a service that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups, service_of
from tfgen.view.model import Known
from tfgen.view.services import SERVICE


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each name of a service that the stack with the group does not have.

    A stack without any service may deploy one of another stack.
    """
    view = subject.view
    services = view.resources(SERVICE)
    names = [service.text("name") for service in services]
    if not view.closed or not services or None in names:
        return
    for group in groups(view):
        block = group.blocks("ecs_service").only
        name = block.attribute("service_name") if block else None
        if block is None or not isinstance(name, Known) or not name.text or not name.settled:
            continue
        if block.target("service_name") or service_of(view, group) is not None:
            continue
        for place in view.blame(name.place):
            known = ", ".join(sorted({each for each in names if each}))
            message = f"there is no service `{name.text}` here to deploy"
            yield RULE.finding(*place, message, f"refer to the resource; it is one of: {known}")


RULE = Rule("TFG521", "deployment group without its service", "warning", check)
