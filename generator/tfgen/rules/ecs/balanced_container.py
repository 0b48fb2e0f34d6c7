"""TFG517: a load balancer for a container or port that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import Container, Containers, containers, whole_number
from tfgen.view.model import Item, Known, View
from tfgen.view.services import SERVICE, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each container name or port that the task definition does not have.

    AWS: "The container X does not exist in the task definition", and the same of a port.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        if task is not None:
            yield from _in_service(view, service, containers(task))


def _in_service(view: View, service: Item, found: Containers) -> Iterator[Finding]:
    for block in service.blocks("load_balancer"):
        name, port = block.attribute("container_name"), block.attribute("container_port")
        if not isinstance(name, Known) or not name.text:
            continue
        container = found.named(name.text)
        if container is None:
            message = f"the task definition has no container `{name.text}`"
            known = found.names
            places = (name.place, block.place) if known else ()
            remedy = f"it has: {', '.join(sorted(known or ()))}"
        elif isinstance(port, Known) and _lacks(container, port.number):
            message = f"{container.shown} has no port {port.number}"
            places, remedy = (port.place, block.place), "add it to portMappings, or correct it"
        else:
            continue
        for place in view.blame(*places):
            yield RULE.finding(*place, message, remedy)


def _lacks(container: Container, port: int | None) -> bool:
    mappings = container.entries("portMappings")
    if mappings is None or port is None:
        return False
    if not mappings:
        return container.lacks("portMappings")
    ports = [whole_number(mapping, "containerPort") for mapping in mappings]
    return None not in ports and port not in ports


RULE = Rule("TFG517", "load balancer without its container", "error", check)
