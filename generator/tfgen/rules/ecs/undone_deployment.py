"""TFG501: a service that Terraform takes back from its pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.syntax import Attr, Part, Variable, children
from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Item, View
from tfgen.view.services import (
    SERVICE,
    deploying_actions,
    deploys,
    rolling,
    task_of,
    tracks_latest,
)
from tfgen.view.targets import written

# `id` and `family` name no revision: ECS then runs the newest ACTIVE one.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
_OF_REVISION = frozenset({"arn", "revision"})


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
    task = task_of(service)
    # Something else may give a later revision.
    if task is None or service.sources("task_definition") != (task,) or tracks_latest(task):
        return False
    here = written(service, "task_definition")
    parts = tuple(_parts(here.expression)) if here else ()
    named = any(isinstance(part, Attr) and part.name in _OF_REVISION for part in parts)
    return named and not any(isinstance(part, Variable) and part.name == "var" for part in parts)


def _parts(part: Part) -> Iterator[Part]:
    yield part
    for child in children(part):
        yield from _parts(child)


def _deployed(view: View, service: Item) -> bool:
    actions = deploying_actions(view, "ECS")
    return any(deploys(action, service) for pipeline, action in actions if pipeline.exists)


RULE = Rule("TFG501", "deployment that the next apply takes back", "warning", check)
