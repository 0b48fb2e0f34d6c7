"""TFG502: a shared task definition that brings Terraform's own image back."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.containers import containers
from tfgen.view.services import SERVICE, TASK_DEFINITION, rolling, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each image that is written down where a pipeline registers revisions, too.

    With `max(resource.revision, data.revision)` a change of Terraform's registers the newest
    revision, and its image is the one that Terraform knows.
    """
    view = subject.view
    for service in view.resources(SERVICE):
        task = task_of(service)
        if task is None or not rolling(service) or task.ignores("container_definitions"):
            continue
        latest = [item for item in service.sources("task_definition") if item.mode == "data"]
        if not any(item.type == TASK_DEFINITION for item in latest):
            continue
        for container in containers(task):
            # A sidecar keeps its image; the pipeline deploys that of an essential container alone.
            known = container.settled and len(containers(task).containers) == 1
            if not known or not container.string("image"):
                continue
            for place in view.blame(*container.at("image")):
                message = f"any change here deploys this image of {container.shown} again"
                remedy = "keep the image that runs in an SSM parameter that the pipeline writes"
                yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG502", "image that a change of Terraform's brings back", "warning", check)
