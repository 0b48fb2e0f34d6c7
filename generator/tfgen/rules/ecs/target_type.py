"""TFG516: a target group of instances for tasks with addresses of their own."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, Known
from tfgen.view.services import SERVICE, network_mode, task_of

_GROUPS = frozenset({"aws_lb_target_group", "aws_alb_target_group"})


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each target group whose type does not go with the network mode.

    AWS: "You must also choose ip as the target type, not instance [...] because tasks that use the
    awsvpc network mode are associated with an elastic network interface."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        if task is None or network_mode(task) != "awsvpc":
            continue
        for block in service.blocks("load_balancer"):
            group = block.target("target_group_arn")
            if group is None or group.type not in _GROUPS or _type(group) in (None, "ip"):
                continue
            answer, mode = group.attribute("target_type"), task.attribute("network_mode")
            # Two defaults that do not fit each other are no pair that anybody has to choose.
            if not any(each.settled for each in (answer, mode) if isinstance(each, Known)):
                continue
            places = [answer.place] if isinstance(answer, Known) else []
            for place in view.blame(*places, group.place, block.at("target_group_arn")):
                message = f"tasks with network mode awsvpc are no targets of type {_type(group)}"
                yield RULE.finding(*place, message, 'target_type = "ip"')


def _type(group: Item) -> str | None:
    if group.mode == "data":
        return None
    answer = group.attribute("target_type")
    if answer is ABSENT:
        return "instance"
    return answer.text if isinstance(answer, Known) else None


RULE = Rule("TFG516", "target group of the wrong type", "error", check)
