"""What becomes of an ECS deployment: done, rolled back or failed. No override in itself.

The tasks of an image fail when its manifest, in the sandbox's ECR, carries the annotation
`TASKS_ANNOTATION: fail`; that is how a rehearsal deploys something that does not start.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from moto.core.utils import utcnow
from moto.ecr.models import Image, ecr_backends
from moto.ecs.models import EC2ContainerServiceBackend, Service

TASKS_ANNOTATION = "tfgen.sandbox/tasks"
TRAFFIC_ANNOTATION = "tfgen.sandbox/traffic"


def begin(service: Service) -> None:
    """Starts a deployment of the service's task definition: PRIMARY and IN_PROGRESS."""
    if service.deployment_controller["type"] == "ECS":
        service.deployments = [_deployment(service, "IN_PROGRESS")]


def settle(service: Service, backend: EC2ContainerServiceBackend) -> None:
    """Brings the deployment under way to its end, and the counts of tasks to what now runs.

    AWS takes minutes for this; here it has happened by the time somebody asks.
    """
    if service.deployments and service.deployments[0]["rolloutState"] == "IN_PROGRESS":
        _conclude(service, fails(backend, str(service.task_definition), TASKS_ANNOTATION))
    failed = service.deployments and service.deployments[0]["rolloutState"] == "FAILED"
    service.running_count = 0 if failed or service.status != "ACTIVE" else service.desired_count
    service.pending_count = 0
    for deployment in service.deployments:
        deployment["desiredCount"] = service.desired_count
        deployment["runningCount"] = service.running_count


def fails(backend: EC2ContainerServiceBackend, task_definition: str, annotation: str) -> bool:
    """Whether an image of the revision carries `annotation: fail` (TASKS_ or TRAFFIC_ANNOTATION).

    `task_definition` is the ARN of the revision; images outside the sandbox's ECR carry nothing.
    """
    containers = backend.describe_task_definition(task_definition).container_definitions
    images = [_image(backend, str(container["image"])) for container in containers]
    manifests = [json.loads(image.image_manifest) for image in images if image]
    return any(m.get("annotations", {}).get(annotation) == "fail" for m in manifests)


def _conclude(service: Service, tasks_fail: bool) -> None:
    """Ends the deployment: COMPLETED, or rolled back, or FAILED.

    It is rolled back where the circuit breaker says so and something ran before.
    AWS without a circuit breaker tries for ever; FAILED says at once what would come of it.
    """
    proven = getattr(service, "proven_task_definition", None)
    configuration = getattr(service, "deployment_configuration", None) or {}
    breaker = configuration.get("deploymentCircuitBreaker", {})
    if tasks_fail and not (breaker.get("enable") and breaker.get("rollback") and proven):
        service.deployments[0]["rolloutState"] = "FAILED"
        _record(service, f"deployment {service.deployments[0]['id']} deployment failed")
        return
    if tasks_fail:
        service.task_definition = proven
        service.deployments = [_deployment(service, "COMPLETED")]
        _record(service, f"rolled back to deployment {service.deployments[0]['id']}.")
    service.deployments[0]["rolloutState"] = "COMPLETED"
    service.__dict__["proven_task_definition"] = service.task_definition
    _record(service, "has reached a steady state.")


def _deployment(service: Service, state: str) -> dict[str, Any]:
    return {
        "id": f"ecs-svc/{uuid.uuid4().int % 10**19:019}",
        "status": "PRIMARY",
        "taskDefinition": service.task_definition,
        "desiredCount": service.desired_count,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": utcnow(),
        "updatedAt": utcnow(),
        "launchType": service.launch_type,
        "capacityProviderStrategy": getattr(service, "capacity_provider_strategy", None),
        "platformVersion": service.platform_version,
        "networkConfiguration": service.network_configuration or None,
        "rolloutState": state,
    }


def _record(service: Service, what: str) -> None:
    """Puts an event before the others: AWS lists the newest first."""
    event = {
        "id": str(uuid.uuid4()),
        "createdAt": utcnow(),
        "message": f"(service {service.name}) {what}",
    }
    service.events.insert(0, event)


def _image(backend: EC2ContainerServiceBackend, uri: str) -> Image | None:
    """The image of the sandbox's ECR that `repository:tag` or `repository@digest` names."""
    for repository in ecr_backends[backend.account_id][backend.region_name].repositories.values():
        for image in repository.images:
            names = [f"@{image.get_image_digest()}", *(f":{tag}" for tag in image.image_tags)]
            if uri in [repository.uri + name for name in names]:
                return image
    return None
