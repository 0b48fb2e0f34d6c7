"""CodeDeploy: deployments to ECS; changes to deployment groups and their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.codedeploy.exceptions import CodeDeployException
from moto.codedeploy.models import DeploymentInfo
from moto.codedeploy.responses import CodeDeployResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores

from tfgen.sandbox.overrides import codedeploy_start
from tfgen.sandbox.overrides.codedeploy_life import FINAL, Life

_Moto = Callable[[], Any]
_KEPT = {"errorInformation": "error_information", "rollbackInfo": "rollback_info"}


def create_deployment(response: CodeDeployResponse, moto: _Moto) -> Any:
    """CreateDeployment to ECS looks at what takes part and starts the deployment.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
    moto takes any revision for any service, and its deployments stay Created for ever.
    """
    backend = response.codedeploy_backend
    name = response._get_param("applicationName")
    if backend.get_application(name).compute_platform != "ECS":
        return moto()
    group = backend.get_deployment_group(name, response._get_param("deploymentGroupName"))
    asked = dict(response._get_params())
    parts = codedeploy_start.parts(backend, group, asked)
    answer = moto()
    deployment = backend.get_deployment(answer.result["deploymentId"])
    deployment.__dict__["life"] = Life(backend, deployment, **parts)
    return answer


def get_deployment(response: CodeDeployResponse, moto: _Moto) -> Any:
    """GetDeployment tells how far a deployment has come, and why it ended.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html
    AWS goes on by itself; here each look is a step, up to the wait for the old tasks' end.
    """
    deployment = response.codedeploy_backend.get_deployment(response._get_param("deploymentId"))
    if life := _life(deployment):
        life.advance()
    answer = moto()
    for key, attribute in _KEPT.items():
        answer.result["deploymentInfo"][key] = deployment.__dict__.get(attribute, {})
    return answer


def continue_deployment(response: CodeDeployResponse, _moto: _Moto) -> EmptyResult:
    """ContinueDeployment with TERMINATION_WAIT ends the wait for the old tasks' end.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html
    moto has no such call. No deployment waits to be Ready here: traffic moves as soon as the
    new tasks run.
    """
    deployment = response.codedeploy_backend.get_deployment(response._get_param("deploymentId"))
    life = _unfinished(deployment)
    waits = deployment.instance_termination_wait_time_started
    if response._get_param("deploymentWaitType") != "TERMINATION_WAIT" or not waits:
        raise CodeDeployException(
            "DeploymentIsNotInReadyStateException",
            f"The deployment {deployment.deployment_id} does not wait for this.",
        )
    life.released = True
    return EmptyResult()


def stop_deployment(response: CodeDeployResponse, _moto: _Moto) -> ActionResult:
    """StopDeployment ends a deployment, and with `autoRollbackEnabled` puts back what ran before.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html
    moto has no such call.
    """
    deployment = response.codedeploy_backend.get_deployment(response._get_param("deploymentId"))
    message = "The deployment was stopped by a user."
    roll_back = bool(response._get_param("autoRollbackEnabled"))
    _unfinished(deployment).end("Stopped", "MANUAL_STOP", message, roll_back)
    return ActionResult({"status": "Succeeded", "statusMessage": message})


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


def _life(deployment: DeploymentInfo) -> Life | None:
    found: Life | None = deployment.__dict__.get("life")
    return found


def _unfinished(deployment: DeploymentInfo) -> Life:
    life = _life(deployment)
    if life is None:
        raise CodeDeployException(
            "UnsupportedActionForDeploymentTypeException",
            f"The deployment {deployment.deployment_id} is no deployment to ECS.",
        )
    if deployment.status in FINAL:
        raise CodeDeployException(
            "DeploymentAlreadyCompletedException",
            f"The deployment {deployment.deployment_id} has already completed.",
        )
    return life
