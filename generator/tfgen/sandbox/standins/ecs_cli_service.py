"""What ecs-cli does to the ECS service: create or update it, scale it, remove it.

https://github.com/aws/amazon-ecs-cli/blob/mainline/ecs-cli/modules/cli/compose/entity/service/service.go
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TARGET_GROUP_KEYS = ("containerName", "containerPort", "targetGroupArn", "loadBalancerName")


class RefusedError(Exception):
    """What ecs-cli would say and end with 1."""


@dataclass(frozen=True)
class Settings:
    """The command line: where, called what, behind what. `timeout` is in minutes."""

    cluster: str
    name: str
    region: str
    timeout: float
    load_balancers: tuple[dict[str, Any], ...]
    grace_period: int | None
    percents: Mapping[str, int]
    force: bool


def load_balancer(written: str) -> dict[str, Any]:
    """`targetGroupArn=…,containerName=…,containerPort=…` as ECS has it; RefusedError if it is not.

    https://github.com/aws/amazon-ecs-cli/blob/mainline/ecs-cli/modules/utils/utils.go
    """
    parts = written.split(",")
    pairs = [part.split("=") for part in parts]
    for part, pair in zip(parts, pairs, strict=True):
        if part.count("=") != 1:
            raise RefusedError(f"There is an (key=value) initialization error on {pair[0]}")
        if pair[0] not in _TARGET_GROUP_KEYS:
            raise RefusedError(f"[--{pair[0]}] is an invalid flag")
    found: dict[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        raise RefusedError(f"a key of {written} already exists")
    for key in _TARGET_GROUP_KEYS[:3]:
        if not found.get(key):
            raise RefusedError(f"--{key} must be specified")
    if not found["containerPort"].isdecimal():
        raise RefusedError(f"Fail to parse container port {found['containerPort']}")
    return {**found, "containerPort": int(found["containerPort"])}


def up(settings: Settings, definition: Mapping[str, Any], network: Mapping[str, Any]) -> None:
    """Registers the task definition, and creates the service with one task, or updates it."""
    ecs = _client(settings)
    former = _active(ecs, settings)
    registered = _asked(ecs.register_task_definition, definition)["taskDefinition"]
    revision = registered["taskDefinitionArn"]
    _say("Using ECS task definition", TaskDefinition=revision.rpartition("/")[2])
    if former is None:
        _create(ecs, settings, revision, network)
    else:
        if settings.load_balancers:
            _say(
                "You cannot update the load balancer configuration on an existing service.",
                level="warning",
            )
        count = former["desiredCount"] or 1
        _update(ecs, settings, network, desiredCount=count, taskDefinition=revision)
    _wait(ecs, settings, revision)


def scale(settings: Settings, count: int, network: Mapping[str, Any]) -> None:
    """Changes the number of tasks."""
    ecs = _client(settings)
    if _active(ecs, settings) is None:
        raise RefusedError(f"Got an error describing service '{settings.name}' : 'MISSING'")
    _update(ecs, settings, network, desiredCount=count)
    _wait(ecs, settings)


def remove(settings: Settings) -> None:
    """Deletes the service, running tasks or not."""
    ecs = _client(settings)
    if _active(ecs, settings) is None:
        _say("ECS Service is already deleted", serviceName=settings.name)
        return
    ecs.delete_service(cluster=settings.cluster, service=settings.name, force=True)
    _say("Deleted ECS service", service=settings.name)


def _create(ecs: Any, settings: Settings, revision: str, network: Mapping[str, Any]) -> None:
    request = {
        "cluster": settings.cluster,
        "serviceName": settings.name,
        "taskDefinition": revision,
        "desiredCount": 1,
        "launchType": "FARGATE",
        "loadBalancers": list(settings.load_balancers),
        "networkConfiguration": network,
        "deploymentConfiguration": settings.percents,
        "enableECSManagedTags": True,
        "propagateTags": "TASK_DEFINITION",
        **_grace(settings),
    }
    _asked(ecs.create_service, request)
    _say("Created an ECS service", service=settings.name)


def _update(ecs: Any, settings: Settings, network: Mapping[str, Any], **changes: Any) -> None:
    request = {
        "cluster": settings.cluster,
        "service": settings.name,
        "networkConfiguration": network,
        "deploymentConfiguration": settings.percents,
        "forceNewDeployment": settings.force,
        **_grace(settings),
        **changes,
    }
    _asked(ecs.update_service, request)
    _say("Updated ECS service successfully", service=settings.name)


def _grace(settings: Settings) -> dict[str, int]:
    given = settings.grace_period
    return {} if given is None else {"healthCheckGracePeriodSeconds": given}


def _wait(ecs: Any, settings: Settings, revision: str = "") -> None:
    """Ends when the tasks run; in the sandbox everything has happened by the time one asks."""
    if settings.timeout == 0:
        _say("Timeout was specified as zero. Your service deployment may not have completed yet.")
        return
    after = _active(ecs, settings)
    runs = after is not None and after["runningCount"] == after["desiredCount"]
    if not runs or after is None or (revision and after["taskDefinition"] != revision):
        raise RefusedError(
            "Deployment has not completed: Running count has not changed for "
            f"{settings.timeout:.2f} minutes"
        )
    _say("ECS Service has reached a stable state", runningCount=after["runningCount"])


def _active(ecs: Any, settings: Settings) -> dict[str, Any] | None:
    answer = _asked(
        ecs.describe_services, {"cluster": settings.cluster, "services": [settings.name]}
    )
    return next((one for one in answer["services"] if one["status"] == "ACTIVE"), None)


def _asked(call: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer: dict[str, Any] = call(**request)
    except (BotoCoreError, ClientError) as error:
        raise RefusedError(str(error)) from error
    return answer


def _client(settings: Settings) -> Any:
    import boto3

    return boto3.client("ecs", **({"region_name": settings.region} if settings.region else {}))


def _say(message: str, *, level: str = "info", **fields: Any) -> None:
    shown = "".join(f' {key}="{value}"' for key, value in fields.items())
    print(f'level={level} msg="{message}"{shown}', file=sys.stderr)
