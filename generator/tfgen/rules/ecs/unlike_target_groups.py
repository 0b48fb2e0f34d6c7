"""TFG523: blue and green target groups that are not alike."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups, pair_of, target_groups
from tfgen.view.model import ABSENT, Item, Known

# What AWS takes where nothing is given.
_ALIKE = {"target_type": "instance", "protocol": None, "port": None, "vpc_id": None}
_PAIR = 2


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each setting in which the two groups differ.

    Traffic goes from one to the other with each deployment.
    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-load-balancer-for-ecs.html
    """
    view = subject.view
    for group in groups(view):
        found = target_groups(view, group)
        if len(found) != _PAIR or found[0] is found[1]:
            continue
        blue, green = found
        for name in _ALIKE:
            one, other = _setting(blue, name), _setting(green, name)
            if None in (one, other) or one == other:
                continue
            pair = pair_of(group)
            rest = [pair.place] if pair else []
            for place in view.blame(green.at(name), blue.at(name), *rest):
                message = f"{name} of the two target groups differs: {one} and {other}"
                yield RULE.finding(*place, message, "make the two alike but for their names")


def _setting(group: Item, name: str) -> str | None:
    """What is set; None where it is not known, as of a data source."""
    if group.mode == "data":
        return None
    answer = group.attribute(name)
    if answer is ABSENT:
        return _ALIKE[name]
    return answer.text if isinstance(answer, Known) else None


RULE = Rule("TFG523", "target groups that are not alike", "warning", check)
