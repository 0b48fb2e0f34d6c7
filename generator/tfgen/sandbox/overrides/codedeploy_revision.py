"""An AppSpec for ECS, as CreateDeployment takes it. No override in itself.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.codedeploy.exceptions import CodeDeployException
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

HOOKS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
_SERVICE = "AWS::ECS::Service"
_NEEDED = ("TaskDefinition", "LoadBalancerInfo")


@dataclass(frozen=True)
class AppSpec:
    """What to run, behind which container and port, and the Lambda function of each hook.

    `network` is as CreateService takes it, None where the AppSpec leaves it to the service.
    """

    task_definition: str
    container_name: str
    container_port: int
    network: dict[str, Any] | None
    hooks: Mapping[str, str]


def parse(revision: Mapping[str, Any] | None) -> AppSpec:
    """The AppSpec of a revision; InvalidRevisionException where AWS would not take it.

    YAML and JSON are both taken, for the latter is a part of the former.
    """
    document = _document(revision)
    resources = _part(document, "Resources")
    hooks = _part(document, "Hooks")
    if not isinstance(resources, list) or len(resources) != 1:
        raise _invalid("The AppSpec file must have exactly one resource, of type AWS::ECS::Service")
    [resource] = resources[0].values() if isinstance(resources[0], dict) else [None]
    if not isinstance(resource, dict) or _part(resource, "Type") != _SERVICE:
        raise _invalid(f"The AppSpec file has no resource of type {_SERVICE}")
    properties = _part(resource, "Properties") or {}
    for key in _NEEDED:
        if not _part(properties, key):
            raise _invalid(f"The AppSpec file's {_SERVICE} has no {key}")
    balancer = _part(properties, "LoadBalancerInfo")
    port = _part(balancer, "ContainerPort")
    if not _part(balancer, "ContainerName") or not str(port).isdigit():
        raise _invalid("LoadBalancerInfo needs a ContainerName, and a ContainerPort, a number")
    return AppSpec(
        task_definition=str(_part(properties, "TaskDefinition")),
        container_name=str(_part(balancer, "ContainerName")),
        container_port=int(port),
        network=_network(_part(properties, "NetworkConfiguration")),
        hooks=_hooks(hooks or []),
    )


def _document(revision: Mapping[str, Any] | None) -> dict[str, Any]:
    if not revision:
        raise CodeDeployException("RevisionRequiredException", "The revision ID was not specified.")
    content = revision.get("appSpecContent") or revision.get("string") or {}
    try:
        document = YAML(typ="safe", pure=True).load(io.StringIO(content.get("content", "")))
    except YAMLError as error:
        raise _invalid(f"The AppSpec file is not valid YAML: {error}") from error
    if not isinstance(document, dict):
        raise _invalid("An AppSpec file is required, but could not be found in the revision")
    return document


def _network(found: Any) -> dict[str, Any] | None:
    """The network as ECS names its parts; an AppSpec in YAML begins each with a capital."""
    inner = _part(found, "AwsvpcConfiguration")
    if not isinstance(inner, dict):
        return None
    parts = {name[0].lower() + name[1:]: value for name, value in inner.items()}
    return {"awsvpcConfiguration": {"subnets": [], "securityGroups": []} | parts}


def _hooks(found: Any) -> dict[str, str]:
    pairs = [pair for one in found for pair in one.items()]
    unknown = [name for name, _ in pairs if name not in HOOKS]
    if unknown:
        raise _invalid(f"The AppSpec file has an unknown hook {unknown[0]}; known: {HOOKS}")
    return {name: str(function) for name, function in pairs}


def _part(mapping: Any, name: str) -> Any:
    """A key of the AppSpec: written in capitals in YAML, in small letters in JSON."""
    if not isinstance(mapping, dict):
        return None
    return mapping.get(name, mapping.get(name[0].lower() + name[1:]))


def _invalid(message: str) -> CodeDeployException:
    return CodeDeployException("InvalidRevisionException", message)
