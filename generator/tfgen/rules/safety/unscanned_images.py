"""TFG810: an ECR repository that does not scan what is pushed to it.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, Known


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each repository without a scan, unless the registry scans by itself."""
    if subject.view.resources("aws_ecr_registry_scanning_configuration"):
        return
    for item in subject.view.resources("aws_ecr_repository"):
        if _unscanned(item):
            for place in subject.view.blame(item.place):
                message = "images are not scanned when they are pushed"
                remedy = "image_scanning_configuration { scan_on_push = true }"
                yield RULE.finding(*place, message, remedy)


def _unscanned(item: Item) -> bool:
    blocks = item.blocks("image_scanning_configuration")
    if not blocks.complete:
        return False
    answer = blocks.only.attribute("scan_on_push") if blocks.only else ABSENT
    return answer is ABSENT or (
        isinstance(answer, Known) and answer.settled and answer.flag is False
    )


RULE = Rule("TFG810", "images that are not scanned", "notice", check)
