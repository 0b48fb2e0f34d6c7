"""TFG809: an ECR repository whose tags may move to another image.

A task that starts later then runs another image than the one that was deployed.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Known


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each repository with mutable tags, which is the default."""
    for item in subject.view.resources("aws_ecr_repository"):
        answer = item.attribute("image_tag_mutability")
        mutable = isinstance(answer, Known) and answer.settled and answer.text == "MUTABLE"
        if answer is ABSENT or mutable:
            for place in subject.view.blame(item.at("image_tag_mutability"), item.place):
                message = "the tags of this repository may move to another image"
                yield RULE.finding(*place, message, 'image_tag_mutability = "IMMUTABLE"')


RULE = Rule("TFG809", "tags that may move", "warning", check)
