"""What CreateDeployment to ECS looks at before it starts one. No override in itself.

https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.models import CodeDeployBackend, DeploymentGroup
from moto.ecs.models import Service, ecs_backends
from moto.elbv2.models import ELBv2Backend, elbv2_backends

from tfgen.sandbox.overrides import codedeploy_revision, ecs_task_sets
from tfgen.sandbox.overrides import codedeploy_traffic as traffic
from tfgen.sandbox.overrides.codedeploy_life import FINAL

_CANARY = re.compile(r"CodeDeployDefault\.ECSCanary(10)Percent(?:5|15)Minutes")
_LINEAR = re.compile(r"CodeDeployDefault\.ECSLinear(10)PercentEvery(?:1|3)Minutes")
_AT_ONCE = "CodeDeployDefault.ECSAllAtOnce"


def parts(
    backend: CodeDeployBackend, group: DeploymentGroup, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """What takes part in the deployment, as `codedeploy_life.Life` wants it.

    Raises the exceptions of CreateDeployment where something is missing or does not fit.
    """
    _require_idle(backend, group)
    spec = codedeploy_revision.parse(asked.get("revision"))
    service = _service(backend, group)
    balancers = elbv2_backends[backend.account_id][backend.region_name]
    pair = _target_group_pair(group)
    production, test = (
        _listeners(balancers, pair.get(route, {}))
        for route in ("prodTrafficRoute", "testTrafficRoute")
    )
    if not production:
        raise _no_balancer("The deployment group has no production listener")
    configuration = asked.get("deploymentConfigName") or str(group.deployment_config_name)
    ending = group.blue_green_deployment_configuration.get(
        "terminateBlueInstancesOnDeploymentSuccess", {}
    )
    return {
        "service": service,
        "spec": spec,
        "pair": _in_turn(balancers, service, pair),
        "production": production,
        "test": test,
        "percents": _percents(configuration),
        "waits": int(ending.get("terminationWaitTimeInMinutes", 0)) > 0,
    }


def _require_idle(backend: CodeDeployBackend, group: DeploymentGroup) -> None:
    for one in backend.deployments.values():
        if one.deployment_group is group and one.status not in FINAL:
            raise CodeDeployException(
                "DeploymentLimitExceededException",
                f"The Deployment Group '{group.deployment_group_name}' already has an active "
                f"Deployment '{one.deployment_id}'",
            )


def _service(backend: CodeDeployBackend, group: DeploymentGroup) -> Service:
    named = group.ecs_services[0] if group.ecs_services else {}
    known = ecs_backends[backend.account_id][backend.region_name].services
    service = known.get(f"{named.get('clusterName')}:{named.get('serviceName')}")
    if service is None or service.status != "ACTIVE":
        raise CodeDeployException(
            "InvalidECSServiceException", "The Amazon ECS service of the group does not exist."
        )
    if not ecs_task_sets.controlled(service):
        raise CodeDeployException(
            "InvalidECSServiceException",
            "Deployment group's ECSService must be configured for a CODE_DEPLOY deployment "
            "controller.",
        )
    return service


def _target_group_pair(group: DeploymentGroup) -> dict[str, Any]:
    pairs = group.load_balancer_info.get("targetGroupPairInfoList", [])
    match pairs:
        case [{"targetGroups": [_, _]}]:
            found: dict[str, Any] = pairs[0]
            return found
    raise _no_balancer("The deployment group needs one pair of target groups")


def _in_turn(balancers: ELBv2Backend, service: Service, pair: Mapping[str, Any]) -> traffic.Pair:
    """The target group of what runs, then the other one."""
    arns = []
    for one in pair["targetGroups"]:
        arn = traffic.target_group_arn(balancers, one["name"])
        if arn is None:
            raise _no_balancer(f"The target group {one['name']} does not exist")
        arns.append(arn)
    behind = [one["targetGroupArn"] for one in ecs_task_sets.primary(service).load_balancers]
    if len(behind) != 1 or behind[0] not in arns:
        raise _no_balancer("The primary task set is behind no target group of the pair")
    return behind[0], next(arn for arn in arns if arn != behind[0])


def _listeners(balancers: ELBv2Backend, route: Mapping[str, Any]) -> tuple[str, ...]:
    arns = tuple(route.get("listenerArns", ()))
    for arn in arns:
        if traffic.listener(balancers, arn) is None:
            raise _no_balancer(f"The listener {arn} does not exist")
    return arns


def _percents(configuration: str) -> tuple[int, ...]:
    """How much of production traffic the new tasks get, step by step (predefined names only).

    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
    """
    if configuration == _AT_ONCE:
        return (100,)
    if found := _CANARY.fullmatch(configuration):
        return (int(found[1]), 100)
    if found := _LINEAR.fullmatch(configuration):
        return tuple(range(int(found[1]), 101, int(found[1])))
    raise CodeDeployException(
        "DeploymentConfigDoesNotExistException",
        f"No Deployment Configuration found for name: {configuration}",
    )


def _no_balancer(message: str) -> CodeDeployException:
    return CodeDeployException("InvalidLoadBalancerInfoException", message)
