"""TFG515: a network configuration that does not go with the network mode."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.services import SERVICE, controller, network_mode, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service that lacks `network_configuration`, or must not have it.

    AWS: "This parameter is required for task definitions that use the awsvpc network mode to
    receive their own elastic network interface, and it isn't supported for other network modes."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        mode = network_mode(task) if task else None
        # With EXTERNAL it is each task set that has one.
        if task is None or mode is None or controller(service) in (None, "EXTERNAL"):
            continue
        blocks = service.blocks("network_configuration")
        if mode == "awsvpc" and blocks.absent:
            message = "a task with network mode awsvpc needs subnets, and the service names none"
            remedy, places = "add a network_configuration block", [service.place]
        elif mode != "awsvpc" and blocks.only is not None:
            message = f"ECS takes no network configuration for tasks with network mode {mode}"
            remedy = 'take it out, or give the task definition network_mode = "awsvpc"'
            places = [blocks.only.place]
        else:
            continue
        for place in view.blame(*places):
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG515", "network configuration that does not fit", "error", check)
