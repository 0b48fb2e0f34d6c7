"""TFG617: an image that is another one tomorrow."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.services import TASK_DEFINITION


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each image with the tag `latest`, or none.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html
    """
    view = subject.view
    for task in view.resources(TASK_DEFINITION):
        for container in containers(task):
            image = container.string("image") or ""
            tag = image.rpartition("/")[2].partition(":")[2]
            written = image and "@" not in image and not image.startswith("<")
            if not written or tag not in ("", "latest") or not container.settled:
                continue
            for place in view.blame(*container.at("image")):
                message = f"{container.shown} runs whatever `latest` is when a task starts"
                yield RULE.finding(*place, message, "name a version, or a digest")


RULE = Rule("TFG617", "image without a version", "notice", check)
