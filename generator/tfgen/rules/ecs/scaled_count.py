"""TFG510: a number of tasks that Terraform and autoscaling both set."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT
from tfgen.view.services import SERVICE, scales, scaling_targets


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each service that is scaled and whose `desired_count` is not ignored."""
    view = subject.view
    for service in view.resources(SERVICE):
        if service.ignores("desired_count") or service.attribute("desired_count") is ABSENT:
            continue
        if not any(map(scales, scaling_targets(view, service))):
            continue
        for place in view.blame(service.at("desired_count")):
            message = "each apply undoes what autoscaling has done"
            yield RULE.finding(*place, message, "lifecycle { ignore_changes = [desired_count] }")


RULE = Rule("TFG510", "desired_count that autoscaling sets, too", "warning", check)
