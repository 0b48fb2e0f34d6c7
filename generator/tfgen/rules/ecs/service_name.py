"""TFG514: a name that ECS does not take for a service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.services import SERVICE

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each name that is known and wrong.

    AWS: "Up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are
    allowed." https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    view = subject.view
    for service in view.resources(SERVICE):
        name = service.attribute("name")
        # Nobody calls a service "": that is a default which every caller replaces.
        if not isinstance(name, Known) or not name.text or _NAME.fullmatch(name.text):
            continue
        for place in view.blame(name.place):
            message = f"ECS does not take {name.text!r} as the name of a service"
            remedy = "use up to 255 letters, digits, hyphens and underscores"
            yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG514", "service name that ECS refuses", "error", check)
