"""TFG530: a listener that Terraform takes back from CodeDeploy."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups, pair_of, target_groups
from tfgen.view.model import Item, Node

_ACTIONS = {
    "aws_lb_listener": "default_action",
    "aws_alb_listener": "default_action",
    "aws_lb_listener_rule": "action",
    "aws_alb_listener_rule": "action",
}


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each listener or rule that forwards to blue or green and does not ignore it.

    CodeDeploy turns it to the other group, and the next apply turns it back to tasks that are gone.
    """
    view = subject.view
    for group in groups(view):
        pair = pair_of(group)
        found = target_groups(view, group)
        if pair is None or not found:
            continue
        for listener in view.resources(*_ACTIONS):
            name = _ACTIONS[listener.type]
            if listener.ignores(name) or not _moved(pair, listener):
                continue
            if not any(_forwards(block, found) for block in listener.blocks(name)):
                continue
            for place in view.blame(listener.ignore_place()):
                message = "after a deployment the next apply turns this back to the old tasks"
                yield RULE.finding(*place, message, f"lifecycle {{ ignore_changes = [{name}] }}")


def _moved(pair: Node, listener: Item) -> bool:
    """Whether CodeDeploy moves the traffic of the listener, or of the listener of the rule."""
    routes = (pair.blocks("prod_traffic_route"), pair.blocks("test_traffic_route"))
    moved = [item for blocks in routes for each in blocks for item in each.sources("listener_arns")]
    if listener.type.endswith("_listener"):
        return listener in moved
    above = listener.target("listener_arn")
    return above in moved if above is not None else bool(routes[0].nodes)


def _forwards(block: Node, pair: tuple[Item, ...]) -> bool:
    nodes = [block]
    for forward in block.blocks("forward"):
        nodes += forward.blocks("target_group").nodes
    targets = [node.target(name) for node in nodes for name in ("target_group_arn", "arn")]
    return any(target in pair for target in targets if target is not None)


RULE = Rule("TFG530", "listener that Terraform turns back", "warning", check)
