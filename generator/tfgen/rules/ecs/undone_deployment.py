"""TFG501: a service that Terraform takes back from its pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item, View
from tfgen.view.services import SERVICE, deploying_actions, deploys, rolling, task_of


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each rolling service that a pipeline deploys and Terraform, too.

    The pipeline's action for ECS registers a revision; the next apply goes back to Terraform's.
    """
    view = subject.view
    for service in view.resources(SERVICE):
        if not _taken_back(service) or not _deployed(view, service):
            continue
        for place in view.blame(service.at("task_definition")):
            message = "the next apply takes this service back from what its pipeline has deployed"
            remedy = (
                "run the later of the two revisions: "
                '"${family}:${max(resource.revision, data.aws_ecs_task_definition.x.revision)}"'
            )
            yield RULE.finding(*place, message, remedy)


def _taken_back(service: Item) -> bool:
    """Whether Terraform certainly runs the revision that it has registered itself."""
    if not service.exists or not rolling(service) or service.ignores("task_definition"):
        return False
    own = task_of(service) is not None
    return own and all(item.mode == "resource" for item in service.sources("task_definition"))


def _deployed(view: View, service: Item) -> bool:
    actions = deploying_actions(view, "ECS")
    return any(deploys(action, service) for pipeline, action in actions if pipeline.exists)


RULE = Rule("TFG501", "deployment that the next apply takes back", "warning", check)
