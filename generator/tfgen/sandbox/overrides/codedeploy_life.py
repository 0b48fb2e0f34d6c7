"""The life of a blue/green deployment, a step at each look. No override in itself.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
The texts of errors are CodeDeploy's own where its documentation or users quote them.
No function of a hook is executed: the sandbox only looks whether the Lambda function exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from moto.codedeploy.models import CodeDeployBackend, DeploymentInfo
from moto.core.utils import utcnow
from moto.ecs.exceptions import InvalidParameterException, TaskDefinitionNotFoundException
from moto.ecs.models import (
    EC2ContainerServiceBackend,
    Service,
    TaskDefinition,
    TaskSet,
    ecs_backends,
)
from moto.elbv2.models import ELBv2Backend, elbv2_backends

from tfgen.sandbox.overrides import codedeploy_alarms as alarms
from tfgen.sandbox.overrides import codedeploy_traffic as traffic
from tfgen.sandbox.overrides import ecs_rollout, ecs_task_sets
from tfgen.sandbox.overrides.codedeploy_revision import AppSpec

FINAL = ("Succeeded", "Failed", "Stopped")
ON_FAILURE, ON_ALARM = "DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"

_ECS = "The ECS service cannot be updated due to an unexpected error: "
_TASKS = (
    "The deployment timed out while waiting for the replacement task set to become healthy. "
    "This time out period is 60 minutes."
)
_ALARMS = (
    "One or more alarms have been activated according to the Amazon CloudWatch metrics you "
    "selected, and the affected deployments have been stopped. Activated alarms: "
)


class _EndError(Exception):
    """The deployment cannot go on: CodeDeploy's error code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass
class Life:
    """One deployment of a service: what takes part, and how far it has come."""

    backend: CodeDeployBackend
    deployment: DeploymentInfo
    service: Service
    spec: AppSpec
    pair: traffic.Pair
    production: tuple[str, ...]
    test: tuple[str, ...]
    percents: tuple[int, ...]
    waits: bool
    blue: TaskSet = field(init=False)
    released: bool = False
    _moved: list[str] = field(default_factory=list)
    _steps: Iterator[None] = field(init=False)

    def __post_init__(self) -> None:
        self.blue = ecs_task_sets.primary(self.service)
        self._steps = self._run()

    def advance(self) -> None:
        """Takes the next step; an alarm that is on ends the deployment before that."""
        if self.deployment.status in FINAL:
            return
        self.deployment.status = "InProgress"
        group = self.deployment.deployment_group
        if active := alarms.active(self.backend, group):
            self.end("Stopped", "ALARM_ACTIVE", _ALARMS + ", ".join(active), self._rolls(ON_ALARM))
            if self._moved:
                alarms.put(self.backend, group, "OK")
            return
        try:
            next(self._steps)
        except StopIteration:
            self._finish("Succeeded")
        except _EndError as error:
            self.end("Failed", error.code, error.message, self._rolls(ON_FAILURE))

    def end(self, status: str, code: str, message: str, roll_back: bool) -> None:
        """Ends the deployment before its time, and where `roll_back` puts back what ran before.

        Without that both task sets stay, as does the traffic, until the next deployment.
        """
        self.deployment.__dict__["error_information"] = {"code": code, "message": message}
        self._finish(status)
        if not roll_back:
            return
        self._move(tuple(self._moved), 0)
        ecs_task_sets.promote(self.service, self.blue)
        ecs_task_sets.keep_only(self.service, self.blue)
        self._record_rollback(message)

    def _run(self) -> Iterator[None]:
        self._require_place()
        ecs_task_sets.keep_only(self.service, self.blue)
        self._hook("BeforeInstall")
        green = self._install()
        self._hook("AfterInstall")
        self._move(self.test, 100)
        self._hook("AfterAllowTestTraffic")
        self._hook("BeforeAllowTraffic")
        for number, percent in enumerate(self.percents, 1):
            self._move(self.production, percent)
            self._feel(green)
            if number < len(self.percents):
                yield
        ecs_task_sets.promote(self.service, green)
        self._hook("AfterAllowTraffic")
        self.deployment.instance_termination_wait_time_started = self.waits
        while self.waits and not self.released:
            yield
        ecs_task_sets.keep_only(self.service, green)

    def _require_place(self) -> None:
        for arn in self.production:
            found = traffic.listener(self._balancers, arn)
            if found is None or not traffic.forwards_to(found, self.pair[0]):
                raise _EndError(
                    "ELASTIC_LOAD_BALANCING_INVALID",
                    "The ELB could not be updated due to the following error: Primary taskset "
                    f"target group must be behind listener {arn}",
                )

    def _install(self) -> TaskSet:
        """The replacement task set; _EndError where ECS refuses it or its tasks do not start."""
        revision = self._revision()
        name, port = self.spec.container_name, self.spec.container_port
        behind = {"targetGroupArn": self.pair[1], "containerName": name, "containerPort": port}
        network = self._network()
        green = ecs_task_sets.add(self.service, self._ecs, revision.arn, [behind])
        green.network_configuration = network
        if ecs_rollout.fails(self._ecs, revision.arn, ecs_rollout.TASKS_ANNOTATION):
            green.__dict__["tasks_fail"] = True
            raise _EndError("TIMEOUT", _TASKS)
        return green

    def _revision(self) -> TaskDefinition:
        """The revision to run; _EndError unless it has the container and the port."""
        name, port = self.spec.container_name, self.spec.container_port
        try:
            found = self._ecs.describe_task_definition(self.spec.task_definition)
        except TaskDefinitionNotFoundException:
            found = None
        if found is None or found.status != "ACTIVE":
            raise _EndError("ECS_UPDATE_ERROR", f"{_ECS}Unable to describe task definition.")
        containers = {one["name"]: one for one in found.container_definitions}
        if name not in containers:
            raise _EndError(
                "ECS_UPDATE_ERROR",
                f"{_ECS}The container {name} does not exist in the task definition.",
            )
        mappings: Any = containers[name].get("portMappings", [])
        if port not in [one["containerPort"] for one in mappings]:
            raise _EndError(
                "ECS_UPDATE_ERROR",
                f"{_ECS}The container {name} did not have a container port {port} defined.",
            )
        return found

    def _network(self) -> dict[str, Any] | None:
        """The network of the new tasks; _EndError where the AppSpec names what is not there."""
        if self.spec.network is None:
            return self.service.network_configuration or None
        try:
            return dict(self.service._validate_network(self.spec.network))
        except InvalidParameterException as error:
            raise _EndError("ECS_UPDATE_ERROR", f"{_ECS}{error.message}") from error

    def _hook(self, name: str) -> None:
        function = self.spec.hooks.get(name)
        if function is None:
            return
        from moto.awslambda.exceptions import UnknownFunctionException
        from moto.awslambda.models import lambda_backends

        known = lambda_backends[self.backend.account_id][self.backend.region_name]
        try:
            known.get_function(function)
        except UnknownFunctionException as error:
            raise _EndError(
                "INVALID_LAMBDA_FUNCTION",
                f"The Lambda function {function} of hook {name} does not exist",
            ) from error

    def _feel(self, green: TaskSet) -> None:
        """What production traffic does to an image that cannot bear it: the alarms go off."""
        broken = ecs_rollout.TRAFFIC_ANNOTATION
        if ecs_rollout.fails(self._ecs, green.task_definition, broken):
            alarms.put(self.backend, self.deployment.deployment_group, "ALARM")

    def _move(self, listeners: tuple[str, ...], percent: int) -> None:
        for arn in listeners:
            traffic.move(self._balancers, arn, self.pair, percent)
            if arn not in self._moved:
                self._moved.append(arn)

    def _rolls(self, event: str) -> bool:
        group = self.deployment.deployment_group
        configuration = group.auto_rollback_configuration or {}
        return bool(configuration.get("enabled")) and event in configuration.get("events", [])

    def _record_rollback(self, reason: str) -> None:
        """CodeDeploy rolls back by a deployment of its own, which each of the two names."""
        failed = self.deployment
        identifier = self.backend.create_deployment(
            failed.application_name,
            failed.deployment_group_name,
            failed.revision,
            description=f"Rollback of deployment {failed.deployment_id}",
        )
        made = self.backend.get_deployment(identifier)
        made.creator, made.status = "codeDeployRollback", "Succeeded"
        made.start_time = made.complete_time = utcnow()
        made.__dict__["rollback_info"] = {"rollbackTriggeringDeploymentId": failed.deployment_id}
        failed.__dict__["rollback_info"] = {
            "rollbackDeploymentId": identifier,
            "rollbackMessage": reason,
        }

    def _finish(self, status: str) -> None:
        self.deployment.status = status
        self.deployment.complete_time = utcnow()

    @property
    def _ecs(self) -> EC2ContainerServiceBackend:
        found: EC2ContainerServiceBackend = ecs_backends[self.backend.account_id][
            self.backend.region_name
        ]
        return found

    @property
    def _balancers(self) -> ELBv2Backend:
        found: ELBv2Backend = elbv2_backends[self.backend.account_id][self.backend.region_name]
        return found
