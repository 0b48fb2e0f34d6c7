"""The calls that moto lacks or gets wrong, put in place of moto's own.

One module a service; one function a call, named after it, as `update_service` is for
UpdateService. A function takes moto's response object (the request and the backend) and moto's
own method (which raises where moto has none), and gives what moto's method would give.
A new override is one function and one line below.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.codebuild.responses import CodeBuildResponse
from moto.codedeploy.responses import CodeDeployResponse
from moto.codepipeline.responses import CodePipelineResponse
from moto.ec2.responses import EC2Response
from moto.ecr.responses import ECRResponse
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.responses import ELBV2Response
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from tfgen.sandbox.overrides import (
    applicationautoscaling,
    codebuild,
    codedeploy,
    codepipeline,
    ec2,
    ecr,
    ecs,
    elbv2,
    s3,
)

Override = Callable[[Any, Callable[[], Any]], Any]

OVERRIDES: tuple[tuple[type[Any], Override], ...] = (
    (ApplicationAutoScalingResponse, applicationautoscaling.register_scalable_target),
    (ApplicationAutoScalingResponse, applicationautoscaling.put_scaling_policy),
    (ApplicationAutoScalingResponse, applicationautoscaling.list_tags_for_resource),
    (ApplicationAutoScalingResponse, applicationautoscaling.tag_resource),
    (ApplicationAutoScalingResponse, applicationautoscaling.untag_resource),
    (CodeBuildResponse, codebuild.create_project),
    (CodeBuildResponse, codebuild.update_project),
    (CodeBuildResponse, codebuild.delete_project),
    (CodeDeployResponse, codedeploy.create_deployment),
    (CodeDeployResponse, codedeploy.get_deployment),
    (CodeDeployResponse, codedeploy.continue_deployment),
    (CodeDeployResponse, codedeploy.stop_deployment),
    (CodeDeployResponse, codedeploy.get_deployment_group),
    (CodeDeployResponse, codedeploy.update_deployment_group),
    (CodeDeployResponse, codedeploy.delete_deployment_group),
    (CodeDeployResponse, codedeploy.delete_application),
    (CodePipelineResponse, codepipeline.get_pipeline),
    (CodePipelineResponse, codepipeline.start_pipeline_execution),
    (CodePipelineResponse, codepipeline.stop_pipeline_execution),
    (EC2Response, ec2.authorize_security_group_ingress),
    (EC2Response, ec2.authorize_security_group_egress),
    (EC2Response, ec2.modify_security_group_rules),
    (ECRResponse, ecr.put_image),
    (EC2ContainerServiceResponse, ecs.create_service),
    (EC2ContainerServiceResponse, ecs.update_service),
    (EC2ContainerServiceResponse, ecs.describe_services),
    (EC2ContainerServiceResponse, ecs.list_services),
    (EC2ContainerServiceResponse, ecs.run_task),
    (EC2ContainerServiceResponse, ecs.describe_task_definition),
    (EC2ContainerServiceResponse, ecs.list_task_definitions),
    (ELBV2Response, elbv2.describe_rules),
    (FakeBucket, s3.get_permission),
    (S3Response, s3.get_bucket_notification),
)


def name_of(override: Override) -> str:
    """The override's name, written as IAM writes the call: `ecs:UpdateService`."""
    service = override.__module__.rsplit(".", 1)[-1]
    return f"{service}:{override.__name__.title().replace('_', '')}"


def install(without: Collection[str] = ()) -> None:
    """Puts the overrides in moto's place, but for those named in `without`."""
    for owner, override in OVERRIDES:
        if name_of(override) not in without:
            setattr(owner, override.__name__, _method(owner, override))


def _method(owner: type[Any], override: Override) -> Callable[..., Any]:
    """The override as a method; moto dispatches to plain functions of the class only."""
    original = getattr(owner, override.__name__, missing)

    @functools.wraps(override)
    def method(self: Any, *arguments: Any) -> Any:
        return override(self, functools.partial(original, self, *arguments))

    return method


def missing(response: Any) -> Any:
    """Stands where moto has no method of its own: always raises NotImplementedError."""
    raise NotImplementedError(f"moto has no such call: {response._get_action()}")
