"""ECS: services that keep what they are told, and task definitions as AWS finds them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ecs.exceptions import EcsClientException, TaskDefinitionNotFoundException
from moto.ecs.models import EC2ContainerServiceBackend, TaskDefinition
from moto.ecs.responses import EC2ContainerServiceResponse

from tfgen.sandbox.overrides import ecs_rollout, ecs_task_sets

_Moto = Callable[[], Any]

_DROPPED_BY_CREATE = (
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
)
_DEFAULTS = {
    "availabilityZoneRebalancing": "ENABLED",
    "enableECSManagedTags": False,
    "enableExecuteCommand": False,
}


def create_service(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """CreateService keeps every field and starts a deployment, or makes the first task set.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    moto drops the fields named above, and gives launch type EC2 to a service that has a
    strategy of capacity providers (its own or the cluster's), where AWS gives none.
    """
    asked = dict(response._get_params())
    cluster = response.ecs_backend._get_cluster(asked.get("cluster", "default"))
    _resolve_task_definition(response)
    answer = moto()
    service = answer.result["service"]
    kept = _DEFAULTS | {
        key: asked[key] for key in (*_DROPPED_BY_CREATE, *_DEFAULTS) if key in asked
    }
    if "launchType" not in asked:
        kept.setdefault("capacityProviderStrategy", cluster.default_capacity_provider_strategy)
        service.launch_type = None if kept["capacityProviderStrategy"] else service.launch_type
    for key, value in kept.items():
        setattr(service, camelcase_to_underscores(key), value)
    ecs_rollout.begin(service)
    ecs_task_sets.first(service, response.ecs_backend)
    return answer


def update_service(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """UpdateService resolves the task definition to its ARN; a new one starts a deployment.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    moto keeps `family:revision` as it came (the provider crashes), deploys nothing, forgets what
    of the deployment configuration is not named, and lets anybody change what CodeDeploy alone may.
    """
    asked = dict(response._get_params())
    service = response.ecs_backend._get_service(asked.get("cluster", "default"), asked["service"])
    ecs_task_sets.require_updatable(service, asked)
    former = service.task_definition
    if "deploymentConfiguration" in asked:
        kept = getattr(service, "deployment_configuration", None) or {}
        response.params["deploymentConfiguration"] = kept | asked["deploymentConfiguration"]
    _resolve_task_definition(response)
    answer = moto()
    if service.task_definition != former or asked.get("forceNewDeployment"):
        ecs_rollout.begin(service)
    return answer


def describe_services(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """DescribeServices shows the tasks that run and how the last deployment went.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
    moto starts no tasks: `runningCount` stays 0 and no deployment is ever completed.
    """
    answer = moto()
    for service in answer.result["services"]:
        ecs_rollout.settle(service, response.ecs_backend)
        ecs_task_sets.settle(service)
    return answer


def run_task(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """RunTask takes a family, containers without memory of their own and no security groups.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
    moto wants all of them and a VPC with DNS host names, and runs a revision that was
    deregistered. A task ends at the looks that follow; one whose image fails (see `ecs_rollout`)
    has ended at once.
    """
    _resolve_task_definition(response)
    backend = response.ecs_backend
    found = backend.describe_task_definition(response._get_param("taskDefinition"))
    network = (response._get_param("networkConfiguration") or {}).get("awsvpcConfiguration", {})
    network.setdefault("securityGroups", [])
    with _runnable(found):
        answer = moto()
    if ecs_rollout.fails(backend, found.arn, ecs_rollout.TASKS_ANNOTATION):
        for task in answer.result["tasks"]:
            task.status = task.desired_status = "STOPPED"
            task.stopped_reason = "Essential container in task exited"
            for container in task.containers:
                container.exitCode = 1
    return answer


def list_services(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """ListServices leaves out services that were deleted.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
    moto lists them for ever.
    """
    answer = moto()
    inactive = {s.arn for s in response.ecs_backend.services.values() if s.status == "INACTIVE"}
    answer.result["serviceArns"] = [a for a in answer.result["serviceArns"] if a not in inactive]
    return answer


def describe_task_definition(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """DescribeTaskDefinition of a bare family gives its newest ACTIVE revision.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
    moto gives the newest of any status, a deregistered one included.
    """
    if family := _bare_family(response._get_param("taskDefinition")):
        response.params["taskDefinition"] = _newest_active(response.ecs_backend, family).arn
    return moto()


def list_task_definitions(response: EC2ContainerServiceResponse, moto: _Moto) -> Any:
    """ListTaskDefinitions sorts by family, then revision; `sort` DESC turns that round.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
    moto ignores `sort`, `maxResults` and `nextToken`.
    """
    arns = moto().result["taskDefinitionArns"]
    arns.sort(key=_family_and_revision, reverse=response._get_param("sort") == "DESC")
    first = int(response._get_param("nextToken") or 0)
    last = first + int(response._get_param("maxResults") or len(arns))
    token = {"nextToken": str(last)} if last < len(arns) else {}
    return ActionResult({"taskDefinitionArns": arns[first:last]} | token)


def _resolve_task_definition(response: EC2ContainerServiceResponse) -> None:
    """Puts the ARN in the place of `family` or `family:revision` in the request."""
    asked = response._get_param("taskDefinition")
    if not asked:
        return
    backend, family = response.ecs_backend, _bare_family(asked)
    found = _newest_active(backend, family) if family else backend.describe_task_definition(asked)
    if found.status != "ACTIVE":
        raise EcsClientException("TaskDefinition is inactive")
    response.params["taskDefinition"] = found.arn


@contextlib.contextmanager
def _runnable(found: TaskDefinition) -> Iterator[None]:
    """Gives moto, for the block, what its RunTask adds up and reads although Fargate has none."""
    containers = found.container_definitions
    found.container_definitions = [{"memory": 0, **one} for one in containers]
    with mock.patch.object(NetworkInterface, "private_dns_name", "", create=True):
        try:
            yield
        finally:
            found.container_definitions = containers


def _bare_family(asked: str) -> str | None:
    """The family that is meant where no revision is named, by name or by ARN; else None."""
    name = asked.rpartition("/")[2]
    return None if ":" in name else name


def _newest_active(backend: EC2ContainerServiceBackend, family: str) -> TaskDefinition:
    revisions = backend.task_definitions.get(family, {}).values()
    active = [found for found in revisions if found.status == "ACTIVE"]
    if not active:
        raise TaskDefinitionNotFoundException
    return max(active, key=lambda found: found.revision)


def _family_and_revision(arn: str) -> tuple[str, int]:
    family, revision = arn.rsplit("/", 1)[-1].rsplit(":", 1)
    return family, int(revision)
