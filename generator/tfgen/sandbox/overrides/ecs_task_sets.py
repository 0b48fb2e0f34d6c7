"""The task sets of a service that CodeDeploy deploys. No override in itself.

Such a service has no deployments; its PRIMARY task set says what runs and which target group it
stands behind, and a second one, ACTIVE, is there while a deployment is under way.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Service, TaskSet

CONTROLLER = "CODE_DEPLOY"

_REFUSED = {
    "taskDefinition": "Unable to update task definition on services with a CODE_DEPLOY deployment "
    "controller. Use AWS CodeDeploy to trigger a new deployment.",
    "networkConfiguration": "Unable to update network parameters on services with a CODE_DEPLOY "
    "deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
    "loadBalancers": "Unable to update load balancers on services with a CODE_DEPLOY deployment "
    "controller. Use AWS CodeDeploy to trigger a new deployment.",
    "platformVersion": "Unable to update platform version on services with a CODE_DEPLOY "
    "deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
    "forceNewDeployment": "Cannot force a new deployment on services with a CODE_DEPLOY deployment "
    "controller. Use AWS CodeDeploy to trigger a new deployment.",
}


def controlled(service: Service) -> bool:
    """Whether CodeDeploy, and not ECS itself, deploys the service."""
    return bool(service.deployment_controller["type"] == CONTROLLER)


def require_updatable(service: Service, asked: Mapping[str, Any]) -> None:
    """Raises what AWS answers to an UpdateService that only CodeDeploy may do.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    for key, message in _REFUSED.items():
        if controlled(service) and asked.get(key):
            raise InvalidParameterException(message)


def first(service: Service, backend: EC2ContainerServiceBackend) -> None:
    """Gives a new service its task set, which is PRIMARY."""
    if controlled(service):
        promote(
            service, add(service, backend, str(service.task_definition), service.load_balancers)
        )


def primary(service: Service) -> TaskSet:
    """The task set that production traffic goes to."""
    return next(one for one in service.task_sets if one.status == "PRIMARY")


def add(
    service: Service,
    backend: EC2ContainerServiceBackend,
    task_definition: str,
    load_balancers: Sequence[Mapping[str, Any]],
) -> TaskSet:
    """A second task set, ACTIVE, behind the load balancers given (as CreateService takes them)."""
    made = TaskSet(
        service.arn,
        service.cluster_arn,
        task_definition,
        backend.account_id,
        backend.region_name,
        network_configuration=service.network_configuration,
        load_balancers=[dict(one) for one in load_balancers],
        launch_type=service.launch_type,
        platform_version=service.platform_version,
    )
    former_id = made.id
    made.id = f"ecs-svc/{uuid.uuid4().int % 10**19:019}"
    made.task_set_arn = made.task_set_arn.removesuffix(former_id) + made.id
    made.service_arn, made.cluster_arn = service.arn, service.cluster_arn
    made.__dict__["started_by"] = CONTROLLER
    service.task_sets.append(made)
    return made


def promote(service: Service, chosen: TaskSet) -> None:
    """Makes a task set PRIMARY; the service then says what that one runs."""
    for one in service.task_sets:
        one.status = "ACTIVE"
    chosen.status = "PRIMARY"
    service.task_definition = chosen.task_definition
    service.load_balancers = [dict(one) for one in chosen.load_balancers]


def keep_only(service: Service, kept: TaskSet) -> None:
    """Ends every other task set of the service."""
    service.task_sets = [kept]


def settle(service: Service) -> None:
    """Brings the counts of each task set to what the service wants and what it runs."""
    for one in service.task_sets:
        failed = one.__dict__.get("tasks_fail", False)
        one.__dict__["computed_desired_count"] = service.desired_count
        one.__dict__["running_count"] = 0 if failed else service.running_count
        one.__dict__["pending_count"] = 0
