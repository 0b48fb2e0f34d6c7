"""TFG607: ephemeral storage of a size that AWS does not give."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known
from tfgen.view.refused import already_refused
from tfgen.view.services import TASK_DEFINITION

_LEAST, _MOST = 21, 200


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each size outside of 21 to 200 GiB.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for block in task.blocks("ephemeral_storage"):
            size = block.attribute("size_in_gib")
            if not isinstance(size, Known) or size.number is None:
                continue
            if _LEAST <= size.number <= _MOST:
                continue
            for place in view.blame(size.place):
                if already_refused(subject.analysis, place):
                    continue
                message = f"ephemeral storage has {_LEAST} to {_MOST} GiB, not {size.number}"
                remedy = "choose a size between; without the block it is 20 GiB"
                yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG607", "size of ephemeral storage", "error", check)
