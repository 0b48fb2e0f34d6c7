"""TFG528: a deployment configuration of another platform."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups
from tfgen.view.model import ABSENT, Known

_OURS = "CodeDeployDefault.ECS"
_DEFAULTS = "CodeDeployDefault."


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each deployment group for ECS with a configuration for servers or Lambda.

    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html lists
    them. Without a name the provider sends CodeDeployDefault.OneAtATime, which is for servers.
    """
    view = subject.view
    for group in groups(view):
        answer = group.attribute("deployment_config_name")
        name = answer.text if isinstance(answer, Known) else None
        place = answer.place if isinstance(answer, Known) else group.place
        if answer is ABSENT:
            message = "the default, CodeDeployDefault.OneAtATime, is for servers"
        elif name and name.startswith(_DEFAULTS) and not name.startswith(_OURS):
            message = f"{name} is not for ECS"
        else:
            continue
        for own in view.blame(place, group.place):
            yield RULE.finding(*own, message, 'use "CodeDeployDefault.ECSAllAtOnce", for example')


RULE = Rule("TFG528", "deployment configuration of another platform", "error", check)
