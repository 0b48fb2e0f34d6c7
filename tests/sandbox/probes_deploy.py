"""What AWS answers of builds, pipelines, deployments and scaling, and moto does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from probes_ecs import service
from probing import Clients, shows

_ROLE = "arn:aws:iam::123456789012:role/any"


def _scalable_target(clients: Clients) -> tuple[Any, str]:
    service(clients)
    scaling = clients("application-autoscaling")
    target = scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/stg/web",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=2,
        Tags={"a": "1"},
    )
    return scaling, target["ScalableTargetARN"]


@shows("applicationautoscaling:RegisterScalableTarget")
def _keeps_the_tags_of_a_new_target(clients: Clients) -> None:
    scaling, arn = _scalable_target(clients)
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"a": "1"}


@shows("applicationautoscaling:PutScalingPolicy")
def _changes_a_policy_and_leaves_no_alarm_behind(clients: Clients) -> None:
    scaling, _ = _scalable_target(clients)
    where = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/stg/web",
        "ScalableDimension": "ecs:service:DesiredCount",
        "PolicyName": "cpu",
    }
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    arns = set()
    for target in (50.0, 60.0):
        tracking = {"TargetValue": target, "PredefinedMetricSpecification": metric}
        made = scaling.put_scaling_policy(
            **where,
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration=tracking,
        )
        arns.add(made["PolicyARN"])
    [policy] = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60.0
    assert arns == {policy["PolicyARN"]}
    alarms = clients("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms} == {a["AlarmName"] for a in policy["Alarms"]}
    scaling.delete_scaling_policy(**where)
    assert clients("cloudwatch").describe_alarms()["MetricAlarms"] == []


@shows("applicationautoscaling:ListTagsForResource")
def _tells_the_tags(clients: Clients) -> None:
    scaling, arn = _scalable_target(clients)
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"a": "1"}


@shows("applicationautoscaling:TagResource")
def _adds_and_changes_tags(clients: Clients) -> None:
    scaling, arn = _scalable_target(clients)
    scaling.tag_resource(ResourceARN=arn, Tags={"a": "2", "b": "3"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"a": "2", "b": "3"}


@shows("applicationautoscaling:UntagResource")
def _takes_tags_away(clients: Clients) -> None:
    scaling, arn = _scalable_target(clients)
    scaling.untag_resource(ResourceARN=arn, TagKeys=["a", "none"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {}


def _build_project(clients: Clients) -> tuple[Any, dict[str, Any]]:
    codebuild = clients("codebuild")
    made = codebuild.create_project(
        name="web",
        serviceRole=_ROLE,
        source={"type": "CODEPIPELINE", "buildspec": "version: 0.2"},
        artifacts={"type": "CODEPIPELINE"},
        environment={
            "type": "ARM_CONTAINER",
            "image": "aws/codebuild/amazonlinux-aarch64-standard:3.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        timeoutInMinutes=30,
        concurrentBuildLimit=1,
    )
    return codebuild, made["project"]


@shows("codebuild:CreateProject")
def _takes_a_pipelines_source_and_keeps_every_field(clients: Clients) -> None:
    _, project = _build_project(clients)
    assert project["source"] == {"type": "CODEPIPELINE", "buildspec": "version: 0.2"}
    assert project["artifacts"] == {"type": "CODEPIPELINE"}
    assert project["concurrentBuildLimit"] == 1


@shows("codebuild:UpdateProject")
def _changes_what_is_named_and_nothing_else(clients: Clients) -> None:
    codebuild, former = _build_project(clients)
    codebuild.update_project(name="web", description="new")
    project = codebuild.batch_get_projects(names=["web"])["projects"][0]
    assert project["description"] == "new"
    assert project["environment"] == former["environment"]
    with pytest.raises(codebuild.exceptions.ResourceNotFoundException):
        codebuild.update_project(name="none", description="new")


@shows("codebuild:DeleteProject")
def _deletes_by_arn_and_by_name(clients: Clients) -> None:
    codebuild, project = _build_project(clients)
    codebuild.delete_project(name=project["arn"])
    assert codebuild.list_projects()["projects"] == []
    _build_project(clients)
    codebuild.delete_project(name="web")
    assert codebuild.list_projects()["projects"] == []


def _deployment_group(clients: Clients, name: str = "web") -> Any:
    codedeploy = clients("codedeploy")
    if "web" not in codedeploy.list_applications()["applications"]:
        codedeploy.create_application(applicationName="web", computePlatform="ECS")
    codedeploy.create_deployment_group(
        applicationName="web",
        deploymentGroupName=name,
        serviceRoleArn=_ROLE,
        alarmConfiguration={"enabled": True, "alarms": [{"name": "cpu"}]},
    )
    return codedeploy


def _group_info(codedeploy: Any, name: str) -> Any:
    found = codedeploy.get_deployment_group(applicationName="web", deploymentGroupName=name)
    return found["deploymentGroupInfo"]


@shows("codedeploy:GetDeploymentGroup")
def _tells_the_alarms(clients: Clients) -> None:
    codedeploy = _deployment_group(clients)
    alarms = _group_info(codedeploy, "web")["alarmConfiguration"].get("alarms")
    assert alarms == [{"name": "cpu"}]


@shows("codedeploy:UpdateDeploymentGroup")
def _changes_settings_and_name(clients: Clients) -> None:
    codedeploy = _deployment_group(clients)
    codedeploy.update_deployment_group(
        applicationName="web",
        currentDeploymentGroupName="web",
        newDeploymentGroupName="new",
        autoRollbackConfiguration={"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
    )
    info = _group_info(codedeploy, "new")
    assert info["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE"]
    assert info["serviceRoleArn"] == _ROLE
    groups = codedeploy.list_deployment_groups(applicationName="web")["deploymentGroups"]
    assert groups == ["new"]


@shows("codedeploy:DeleteDeploymentGroup")
def _takes_away_one_group(clients: Clients) -> None:
    codedeploy = _deployment_group(clients)
    _deployment_group(clients, "other")
    codedeploy.delete_deployment_group(applicationName="web", deploymentGroupName="web")
    groups = codedeploy.list_deployment_groups(applicationName="web")["deploymentGroups"]
    assert groups == ["other"]


@shows("codedeploy:DeleteApplication")
def _takes_away_the_application_and_its_groups(clients: Clients) -> None:
    codedeploy = _deployment_group(clients)
    codedeploy.delete_application(applicationName="web")
    assert codedeploy.list_applications()["applications"] == []
    assert codedeploy.list_deployment_groups(applicationName="web")["deploymentGroups"] == []


def executed(clients: Clients) -> tuple[Any, str]:
    """A pipeline that was started: the client, and the execution's id."""
    trust = {"Statement": [{"Principal": {"Service": "codepipeline.amazonaws.com"}}]}
    role = clients("iam").create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(trust))
    approval = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}
    stage = {"name": "Ask", "actions": [{"name": "ask", "actionTypeId": approval}]}
    pipelines = clients("codepipeline")
    pipelines.create_pipeline(
        pipeline={
            "name": "web",
            "roleArn": role["Role"]["Arn"],
            "artifactStore": {"type": "S3", "location": "any"},
            "stages": [stage, {**stage, "name": "Again"}],
        }
    )
    return pipelines, pipelines.start_pipeline_execution(name="web")["pipelineExecutionId"]


def state(pipelines: Any) -> list[str]:
    """The states of the executions, newest first."""
    found = pipelines.list_pipeline_executions(pipelineName="web")["pipelineExecutionSummaries"]
    return [one["status"] for one in found]


@shows("codepipeline:StartPipelineExecution")
def _an_execution_takes_time(clients: Clients) -> None:
    pipelines, _ = executed(clients)
    assert state(pipelines) == ["InProgress"]


@shows("codepipeline:StopPipelineExecution")
def _an_execution_is_stopped(clients: Clients) -> None:
    pipelines, name = executed(clients)
    pipelines.stop_pipeline_execution(pipelineName="web", pipelineExecutionId=name)
    assert state(pipelines) == ["Stopped"]


@shows("codepipeline:GetPipeline")
def _gives_times_as_numbers_and_every_field(clients: Clients) -> None:
    trust = {"Statement": [{"Principal": {"Service": "codepipeline.amazonaws.com"}}]}
    role = clients("iam").create_role(RoleName="any", AssumeRolePolicyDocument=json.dumps(trust))
    kind = {"category": "Rule", "owner": "AWS", "provider": "Commands", "version": "1"}
    rule = {"name": "undo", "ruleTypeId": kind, "commands": ["true"]}
    approval = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}
    stage = {"name": "Ask", "actions": [{"name": "ask", "actionTypeId": approval}]}
    asked = {
        "name": "web",
        "roleArn": role["Role"]["Arn"],
        "artifactStore": {"type": "S3", "location": "any"},
        "pipelineType": "V2",
        "executionMode": "QUEUED",
        "variables": [{"name": "REASON", "defaultValue": "x"}],
        "stages": [
            stage,
            {**stage, "name": "Again", "onFailure": {"conditions": [{"rules": [rule]}]}},
        ],
    }
    pipelines, bodies = clients("codepipeline"), []
    pipelines.meta.events.register(
        "after-call.codepipeline.GetPipeline",
        lambda http_response, **_: bodies.append(json.loads(http_response.content)),
    )
    pipelines.create_pipeline(pipeline=asked)
    kept = pipelines.get_pipeline(name="web")["pipeline"]
    assert {key: kept[key] for key in asked if key != "stages"} | {"stages": []} == asked | {
        "stages": []
    }
    assert kept["stages"][1]["onFailure"] == {"conditions": [{"rules": [rule]}]}
    assert all(isinstance(bodies[0]["metadata"][key], float) for key in ("created", "updated"))
