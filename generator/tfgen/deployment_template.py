"""The templates of a blue/green deployment, checked as AWS would check them, without a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tfgen.errors import InputError, Where
from tfgen.stack import ContainerBlock, Stack

if TYPE_CHECKING:
    from botocore.model import Shape

PLACEHOLDER = "<IMAGE1_NAME>"
# Stands for what only Terraform knows: the ARNs of roles, the name of the log group.
_LATER = "known-to-terraform"


def check(stack: Stack, locate: Callable[[Sequence[str | int]], Where]) -> None:
    """Raises InputError unless ECS would register the template and CodeDeploy take the appspec.

    `locate` gives the line of a key of the spec.
    """
    from botocore.validate import ParamValidator

    found = task_definition(stack.values)
    report = ParamValidator().validate(found, _shape())
    if report.has_errors():
        raise InputError(
            f"RegisterTaskDefinition would refuse the template: {report.generate_report()}",
            where=locate(["containers"]),
            hint="change the containers as it says",
        )
    [target] = stack.values["targets"]
    [behind] = [one for one in found["containerDefinitions"] if one["name"] == target.container]
    ports = [mapping["containerPort"] for mapping in behind.get("portMappings", ())]
    if target.port not in ports:
        raise InputError(
            f"the appspec names port {target.port} of container {target.container!r}, which has "
            f"{ports or 'none'}",
            where=locate(["containers", target.container]),
            hint=f"port: {target.port}",
        )


def task_definition(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of deployment.tf says, as RegisterTaskDefinition takes it.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    storage = values["ephemeral_storage"]
    return {
        "family": values["name"],
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": str(values["cpu"]),
        "memory": str(values["memory"]),
        "executionRoleArn": _LATER,
        "taskRoleArn": _LATER,
        "runtimePlatform": {
            "operatingSystemFamily": "LINUX",
            "cpuArchitecture": values["architecture"],
        },
        **({"ephemeralStorage": {"sizeInGiB": storage}} if storage else {}),
        "containerDefinitions": [_container(one) for one in values["containers"]],
        "tags": [{"key": key, "value": value} for key, value in values["tags"].items()],
    }


def _container(block: ContainerBlock) -> dict[str, Any]:
    return {
        "name": block.name,
        "image": block.image or PLACEHOLDER,
        "essential": block.essential,
        **block.settings,
        "portMappings": [{"containerPort": block.port, "protocol": "tcp"}] if block.port else [],
        "environment": [{"name": name, "value": value} for name, value in block.environment],
        "secrets": [{"name": name, "valueFrom": str(value)} for name, value in block.secrets],
        "dependsOn": [
            {"containerName": name, "condition": condition} for name, condition in block.depends_on
        ],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": _LATER}},
    }


@lru_cache
def _shape() -> Shape:
    from botocore.session import get_session

    model = get_session().get_service_model("ecs")
    return model.operation_model("RegisterTaskDefinition").input_shape
