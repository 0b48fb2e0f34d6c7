"""The revisions of a running service, and the way back to an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tfgen.errors import FailedError


@dataclass(frozen=True)
class Running:
    """What a service runs: the revision's ARN and the image of each container."""

    revision: str
    images: dict[str, str]

    @property
    def number(self) -> int:
        """The revision's number."""
        return revision_number(self.revision)


def revision_number(arn: str) -> int:
    """The number at the end of a task definition's ARN."""
    return int(arn.rpartition(":")[2])


def running(ecs: Any, cluster: str, service: str) -> Running:
    """What the service runs now; `ecs` is a boto3 client. FailedError where there is no service."""
    found = ecs.describe_services(cluster=cluster, services=[service])["services"]
    if not found or found[0]["status"] != "ACTIVE":
        raise FailedError(
            f"there is no service {service!r} in cluster {cluster!r}", hint="tfgen apply"
        )
    return described(ecs, found[0]["taskDefinition"])


def described(ecs: Any, revision: str) -> Running:
    """The images of a revision, given as ARN or family:number."""
    found = ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
    images = {one["name"]: one["image"] for one in found["containerDefinitions"]}
    return Running(found["taskDefinitionArn"], images)


def active_revisions(ecs: Any, family: str) -> list[str]:
    """The ARNs of the ACTIVE revisions of a family, newest first."""
    found: list[str] = []
    paginator = ecs.get_paginator("list_task_definitions")
    for page in paginator.paginate(familyPrefix=family, status="ACTIVE", sort="DESC"):
        found.extend(page["taskDefinitionArns"])
    return sorted(found, key=revision_number, reverse=True)


def roll_back(ecs: Any, ssm: Any, target: RollbackTarget) -> list[str]:
    """Moves a service to an earlier revision so that it stays there; gives what was deregistered.

    Three things have to go together: the service runs the revision; the newer ones are
    deregistered, or the next apply brings back the newest ACTIVE one (terraform-provider-aws#1681);
    and the live image is recorded, or the next change of the configuration brings back the bad one.
    """
    ecs.update_service(
        cluster=target.cluster, service=target.service, taskDefinition=target.revision
    )
    limit = revision_number(target.revision)
    newer = [
        revision
        for revision in active_revisions(ecs, target.family)
        if revision_number(revision) > limit
    ]
    for revision in newer:
        ecs.deregister_task_definition(taskDefinition=revision)
    image = described(ecs, target.revision).images[target.container]
    ssm.put_parameter(Name=target.image_parameter, Value=image, Type="String", Overwrite=True)
    return newer


@dataclass(frozen=True)
class RollbackTarget:
    """Which service goes back to which revision, and where its live image is recorded."""

    cluster: str
    service: str
    family: str
    revision: str
    container: str
    image_parameter: str
