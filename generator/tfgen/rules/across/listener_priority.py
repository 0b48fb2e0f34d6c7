"""TFG901: two stacks use one priority of one listener.

CreateRule refuses the second (PriorityInUse).
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.across.scope import fact, known
from tfgen.rules.frame import AcrossRule, Fact, Subject


def facts(subject: Subject) -> Iterator[Fact]:
    """The priority of each rule of a listener that is known by its ARN."""
    for item in subject.view.resources("aws_lb_listener_rule", "aws_alb_listener_rule"):
        arn, priority = known(item, "listener_arn"), known(item, "priority")
        if item.exists and arn and priority and arn.startswith("arn:"):
            words = f"priority {priority} of this listener is taken by another stack"
            yield from fact(subject, item, "priority", (arn, priority), words)


RULE = AcrossRule(
    "TFG901",
    "listener priority used twice",
    "error",
    facts,
    "give one of the two rules another priority",
)
