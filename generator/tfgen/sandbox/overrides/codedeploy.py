"""CodeDeploy: changes to deployment groups and the end of groups and applications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores

_Moto = Callable[[], Any]


def get_deployment_group(response: CodeDeployResponse, moto: _Moto) -> Any:
    """GetDeploymentGroup tells which alarms stop a deployment.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html
    moto always gives an empty `alarmConfiguration`.
    """
    answer = moto()
    group = response.codedeploy_backend.get_deployment_group(
        response._get_param("applicationName"), response._get_param("deploymentGroupName")
    )
    answer.result["deploymentGroupInfo"]["alarmConfiguration"] = group.alarm_configuration or {}
    return answer


def update_deployment_group(response: CodeDeployResponse, _moto: _Moto) -> Any:
    """UpdateDeploymentGroup changes the settings that it names, the group's name included.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_UpdateDeploymentGroup.html
    moto has no such call.
    """
    asked = dict(response._get_params())
    backend, application = response.codedeploy_backend, asked.pop("applicationName")
    former_name = asked.pop("currentDeploymentGroupName")
    group = backend.get_deployment_group(application, former_name)
    name = asked.pop("newDeploymentGroupName", None) or former_name
    for key, value in asked.items():
        setattr(group, camelcase_to_underscores(key), value)
    group.deployment_group_name = name
    del backend.deployment_groups[application][former_name]
    backend.deployment_groups[application][name] = group
    return ActionResult({"hooksNotCleanedUp": []})


def delete_deployment_group(response: CodeDeployResponse, _moto: _Moto) -> Any:
    """DeleteDeploymentGroup takes away the group; one that is not there is no error.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteDeploymentGroup.html
    moto has no such call.
    """
    application = response._get_param("applicationName")
    groups = response.codedeploy_backend.deployment_groups.get(application, {})
    groups.pop(response._get_param("deploymentGroupName"), None)
    return ActionResult({"hooksNotCleanedUp": []})


def delete_application(response: CodeDeployResponse, _moto: _Moto) -> EmptyResult:
    """DeleteApplication takes away the application with its groups.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteApplication.html
    moto has no such call.
    """
    application = response._get_param("applicationName")
    response.codedeploy_backend.applications.pop(application, None)
    response.codedeploy_backend.deployment_groups.pop(application, None)
    return EmptyResult()
