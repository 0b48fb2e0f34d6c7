"""The CodeDeployToECS action: a revision from a template, deployed blue/green by CodeDeploy.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline import artifacts, deployment_files
from tfgen.sandbox.pipeline.model import Action, ActionError, Run

_LIMIT_BYTES = 3 * 1024 * 1024
_PLACEHOLDER = "<TASK_DEFINITION>"
_FINAL = ("Succeeded", "Failed", "Stopped")
_LOOKS = 100
_HINTS = {
    "ALARM_ACTIVE": "the alarms of the deployment group went off; the old tasks run again",
    "TIMEOUT": "the new tasks do not start: read the service's events and the tasks' logs",
    "ECS_UPDATE_ERROR": "the appspec names a container and a port of the task definition template",
    "ELASTIC_LOAD_BALANCING_INVALID": "the production listener has a rule that forwards to the "
    "target group of the tasks that run",
    "INVALID_LAMBDA_FUNCTION": "deployment.hooks of the spec names Lambda functions that exist",
}


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Registers the revision, deploys it and waits; ActionError when it is not what runs then."""
    for name in inputs:
        _require_small(run, name)
    application, group = action.setting("ApplicationName"), action.setting("DeploymentGroupName")
    definition = deployment_files.task_definition(action, inputs)
    appspec = deployment_files.appspec(action, inputs)
    ecs = run.sandbox.client("ecs")
    arn = _registered(ecs, definition, action)
    codedeploy = run.sandbox.client("codedeploy")
    identifier = _created(codedeploy, application, group, appspec.replace(_PLACEHOLDER, arn))
    info = _ended(run, codedeploy, identifier)
    if info["status"] != "Succeeded":
        error = info.get("errorInformation") or {}
        raise ActionError(
            f"Deployment {identifier} {info['status'].lower()}: {error.get('message', '')}",
            hint=_HINTS.get(error.get("code", ""), "read the deployment in CodeDeploy"),
        )
    return {}


def _require_small(run: Run, name: str) -> None:
    if artifacts.size(run, name) > _LIMIT_BYTES:
        raise ActionError(
            f"Exception while trying to read the task definition artifact file from: {name}",
            hint=f"the artifact {name} is larger than 3 MB, the most that CodeDeployToECS reads: "
            "hand on only the two templates and imageDetail.json",
        )


def _registered(ecs: Any, definition: dict[str, Any], action: Action) -> str:
    """The ARN of the new revision; what ECS or its API's description refuses is an ActionError."""
    from botocore.exceptions import ClientError, ParamValidationError

    try:
        made = ecs.register_task_definition(**definition)
    except (ClientError, ParamValidationError, TypeError) as error:
        path = deployment_files.template_path(action)
        raise ActionError(
            f"RegisterTaskDefinition refused {path}: {error}",
            hint="the template is a complete request of RegisterTaskDefinition; "
            "`tfgen generate` writes one that is checked",
        ) from error
    arn: str = made["taskDefinition"]["taskDefinitionArn"]
    return arn


def _created(codedeploy: Any, application: str, group: str, appspec: str) -> str:
    from botocore.exceptions import ClientError

    try:
        made = codedeploy.create_deployment(
            applicationName=application,
            deploymentGroupName=group,
            revision={
                "revisionType": "AppSpecContent",
                "appSpecContent": {"content": appspec},
            },
        )
    except ClientError as error:
        hint = f"look at deployment group {group} of application {application}"
        if error.response["Error"]["Code"] == "InvalidRevisionException":
            hint = "the appspec has one resource of type AWS::ECS::Service, with TaskDefinition "
            hint += f"{_PLACEHOLDER} and LoadBalancerInfo"
        message = error.response["Error"]["Message"]
        raise ActionError(f"{error.response['Error']['Code']}: {message}", hint=hint) from error
    identifier: str = made["deploymentId"]
    return identifier


def _ended(run: Run, codedeploy: Any, identifier: str) -> dict[str, Any]:
    """The deployment as it ended. Each look lets the sandbox take a step."""
    watched = False
    for _ in range(_LOOKS):
        info: dict[str, Any] = codedeploy.get_deployment(deploymentId=identifier)["deploymentInfo"]
        if info["status"] in _FINAL:
            return info
        if not info.get("instanceTerminationWaitTimeStarted"):
            continue
        if not watched:
            watched = True
            if run.watch:
                run.watch(identifier)
            continue  # whatever happened during the wait shows at the next look
        codedeploy.continue_deployment(
            deploymentId=identifier, deploymentWaitType="TERMINATION_WAIT"
        )
    raise ActionError(f"Deployment {identifier} does not end")
