"""TFG529: a deployment group that does not roll back."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups
from tfgen.view.model import Known, Node


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each deployment group for ECS that stays where a deployment has failed.

    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
    """
    view = subject.view
    for group in groups(view):
        blocks = group.blocks("auto_rollback_configuration")
        block = blocks.only
        if blocks.absent:
            place, message = group.place, "nothing rolls a failed deployment back"
        elif block is not None and block.text("enabled") == "true" and _no_failure(block):
            place, message = block.place, "a deployment that fails is no reason to roll back here"
        else:
            continue
        for own in view.blame(place, group.place):
            remedy = 'auto_rollback_configuration with events = ["DEPLOYMENT_FAILURE"]'
            yield RULE.finding(*own, message, remedy)


def _no_failure(block: Node) -> bool:
    events = block.attribute("events")
    if not isinstance(events, Known) or not events.settled:
        return False
    return "DEPLOYMENT_FAILURE" not in events.items


RULE = Rule("TFG529", "deployment group without rollback", "notice", check)
