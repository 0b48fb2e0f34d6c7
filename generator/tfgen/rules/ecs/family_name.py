"""TFG619: a family that ECS does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.refused import already_refused
from tfgen.view.services import TASK_DEFINITION

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each family that is known and wrong.

    AWS: "Up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores are
    allowed." https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        family = task.attribute("family")
        if not isinstance(family, Known) or not family.text or _FAMILY.fullmatch(family.text):
            continue
        for place in view.blame(family.place):
            if already_refused(subject.analysis, place):
                continue
            message = f"ECS does not take {family.text!r} as a family of task definitions"
            remedy = "use up to 255 letters, digits, hyphens and underscores"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG619", "family that ECS refuses", "error", check)
