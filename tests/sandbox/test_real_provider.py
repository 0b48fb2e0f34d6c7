"""The life of a stack with the real provider: applied, deployed to, changed and destroyed.

Each plan in between must be empty: whatever moto says differently from AWS shows there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from blue_green import appspec
from terraform_stack import Stack, copied

from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.lifecycle import Sandbox

_STACK = Path(__file__).parent / "stack"
_NAMED = {"Name": "group-name", "Values": ["web-stg"]}
_MANIFEST = {"mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with lifecycle.private("111111111111", "ap-northeast-1") as running:
        yield running


@pytest.fixture
def stack(
    sandbox: Sandbox, tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> Stack:
    made = foundation.create(sandbox, cluster="stg", listeners=["public"])
    values: dict[str, Any] = {
        "vpc_id": made.vpc_id,
        "subnet_ids": made.subnet_ids,
        "security_group_ids": made.security_group_ids,
        "listener_arn": made.listeners["public"][0],
        "test_listener_arn": made.listeners["public"][1],
        "connection_arn": made.connection_arn,
        "cluster": made.cluster,
        "topic_arn": made.topic_arn,
    }
    environ = sandbox.scrubbed(terraform_env)
    return copied(_STACK, tmp_path / "stack", terraform_bin, environ, values)


def _deploy(sandbox: Sandbox, annotations: dict[str, str]) -> str:
    """Does what a pipeline does: an image, a revision with it, the service; gives the revision."""
    ecs, ecr = sandbox.client("ecs"), sandbox.client("ecr")
    manifest = json.dumps(_MANIFEST | {"annotations": annotations})
    image = ecr.put_image(repositoryName="web-stg", imageManifest=manifest)["image"]
    repository = ecr.describe_repositories()["repositories"][0]["repositoryUri"]
    found = ecs.describe_task_definition(taskDefinition="web-stg")["taskDefinition"]
    found["containerDefinitions"][0]["image"] = f"{repository}@{image['imageId']['imageDigest']}"
    known = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members
    made = ecs.register_task_definition(**{key: found[key] for key in known if key in found})
    revision: str = made["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster="stg", service="web-stg", taskDefinition=revision)
    return revision


def _deploy_blue_green(sandbox: Sandbox, revision: str) -> None:
    """Does what CodeDeploy does for the service bg-stg, from the first look to the end."""
    codedeploy = sandbox.client("codedeploy")
    content = appspec(revision, container="nginx", port=80)
    made = codedeploy.create_deployment(
        applicationName="bg",
        deploymentGroupName="bg",
        revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}},
    )
    deployment = {"deploymentId": made["deploymentId"]}
    codedeploy.get_deployment(**deployment)
    codedeploy.continue_deployment(**deployment, deploymentWaitType="TERMINATION_WAIT")
    found = codedeploy.get_deployment(**deployment)["deploymentInfo"]
    assert found["status"] == "Succeeded", found["errorInformation"]


def _running(sandbox: Sandbox) -> str:
    found = sandbox.client("ecs").describe_services(cluster="stg", services=["web-stg"])
    revision: str = found["services"][0]["taskDefinition"]
    return revision


def _left(sandbox: Sandbox) -> list[Any]:
    """What a destroyed stack has left behind, told from the foundation by the name."""
    calls = [
        ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "ecs"}),
        ("application-autoscaling", "describe_scaling_policies", {"ServiceNamespace": "ecs"}),
        ("cloudwatch", "describe_alarms", {}),
        ("codebuild", "list_projects", {}),
        ("codedeploy", "list_applications", {}),
        ("codepipeline", "list_pipelines", {}),
        ("ec2", "describe_security_groups", {"Filters": [_NAMED]}),
        ("ecr", "describe_repositories", {}),
        ("ecs", "list_services", {"cluster": "stg"}),
        ("elbv2", "describe_target_groups", {}),
        ("iam", "list_policies", {"Scope": "Local"}),
        ("iam", "list_roles", {}),
        ("logs", "describe_log_groups", {}),
        ("s3", "list_buckets", {}),
        ("ssm", "describe_parameters", {}),
    ]
    listed = []
    for service, call, filters in calls:
        answer = getattr(sandbox.client(service), call)(**filters)
        listed += [
            (call, one) for value in answer.values() if isinstance(value, list) for one in value
        ]
    return [one for one in listed if "tfgen-sandbox" not in str(one)]


def test_a_stack_lives_without_a_spurious_change(stack: Stack, sandbox: Sandbox) -> None:
    stack.apply()
    stack.plan_is_empty()

    good = _deploy(sandbox, {"number": "1"})
    assert _running(sandbox) == good
    bad = _deploy(sandbox, {"tfgen.sandbox/tasks": "fail"})
    assert _running(sandbox) == good
    sandbox.client("ecs").deregister_task_definition(taskDefinition=bad)
    _deploy_blue_green(sandbox, good)
    stack.plan_is_empty()

    stack.apply(change="b")
    assert _running(sandbox).endswith(":4")
    stack.plan_is_empty(change="b")

    stack.terraform("destroy", "-auto-approve", change="b")
    assert _left(sandbox) == []
