"""What the rehearsals of all strategies have in common: acts, and what they look at.

An act gives one line about what it saw, and raises FailedError where it saw something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen import fargate
from tfgen.aws import deployments
from tfgen.errors import FailedError
from tfgen.rehearsal.stage import Stage

FAILING_TASKS = "tfgen.sandbox/tasks=fail"
FAILING_TRAFFIC = "tfgen.sandbox/traffic=fail"
_VARIABLE = "TFGEN_REHEARSAL"


def apply(stage: Stage) -> str:
    """Makes everything from nothing."""
    terraform, plan = stage.plan()
    terraform.apply(plan.plan_file)
    resources = len(terraform.state_list())
    return f"{resources} resources in an empty account"


def empty_plan(stage: Stage) -> str:
    """Plans, and wants nothing to change."""
    stage.require_empty_plan()
    return "no changes"


def destroy(stage: Stage) -> str:
    """Destroys everything, and looks for what is left.

    The images go first, by hand: Terraform does not delete a repository that holds any.
    """
    images = _delete_images(stage)
    terraform, plan = stage.plan(destroy=True)
    terraform.apply(plan.plan_file)
    if left := [*terraform.state_list(), *_left_over(stage)]:
        raise FailedError(f"left behind: {', '.join(left)}")
    kept = len(deployments.active_revisions(stage.client("ecs"), stage.name))
    return f"{images} images deleted first; nothing left but {kept} revisions, as the way back"


def _delete_images(stage: Stage) -> int:
    ecr = stage.client("ecr")
    found = ecr.list_images(repositoryName=stage.name)["imageIds"]
    digests = sorted({one["imageDigest"] for one in found})
    if digests:
        ids = [{"imageDigest": digest} for digest in digests]
        ecr.batch_delete_image(repositoryName=stage.name, imageIds=ids)
    return len(digests)


def running(stage: Stage) -> deployments.Running:
    """What the ECS service runs now."""
    return deployments.running(stage.client("ecs"), stage.cluster, stage.service_name)


def weights(action: Mapping[str, Any]) -> dict[str, int]:
    """The ARNs of the target groups that an action of a rule forwards to, with their weights.

    A plain action gives all to one; a forward block weighs them. Scaled to a sum of 100.
    """
    groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
    found = {one["TargetGroupArn"]: one.get("Weight", 1) for one in groups}
    if not found and "TargetGroupArn" in action:
        found = {action["TargetGroupArn"]: 1}
    total = sum(found.values())
    return {arn: round(100 * weight / total) if total else 0 for arn, weight in found.items()}


def built(stage: Stage) -> str:
    """The container that runs the built image."""
    return stage.spec.built[0]


def change_spec(stage: Stage) -> int:
    """Changes memory and environment in the spec, and generates; gives the new memory in MiB."""
    spec = stage.spec
    memory = _other_memory(spec.cpu, spec.memory)
    stage.rewrite_spec(
        {"memory": memory, "containers": {built(stage): {"environment": {_VARIABLE: "changed"}}}}
    )
    return memory


def require_changed(stage: Stage, revision: str, memory: int) -> None:
    """Raises FailedError unless `revision` has what `change_spec` changed."""
    found = stage.client("ecs").describe_task_definition(taskDefinition=revision)
    definition = found["taskDefinition"]
    name = built(stage)
    container = next(one for one in definition["containerDefinitions"] if one["name"] == name)
    number = deployments.revision_number(revision)
    if {"name": _VARIABLE, "value": "changed"} not in container["environment"]:
        raise FailedError(f"revision {number} lacks the new environment variable")
    if int(definition["memory"]) != memory:
        raise FailedError(f"revision {number} has memory {definition['memory']}")


def require_recorded(stage: Stage, image: str) -> None:
    """Raises FailedError unless `image` is what the pipeline recorded as the live one."""
    found = stage.client("ssm").get_parameter(Name=stage.image_parameter)["Parameter"]["Value"]
    if found != image:
        raise FailedError(f"the live image is recorded as {found}, the service runs {image}")


def _other_memory(cpu: int, memory: int) -> int:
    """Another memory size that Fargate sells for `cpu`: the next larger one, else a smaller one."""
    sizes = fargate.SIZES[cpu]
    place = sizes.index(memory)
    return sizes[place + 1] if place + 1 < len(sizes) else sizes[place - 1]


def _left_over(stage: Stage) -> list[str]:
    """What still carries the stack's name in the sandbox, by its ARN or name."""
    groups = stage.client("elbv2").describe_target_groups()["TargetGroups"]
    names = [
        *(one["TargetGroupName"] for one in groups),
        *(one["name"] for one in stage.client("codepipeline").list_pipelines()["pipelines"]),
        *stage.client("codebuild").list_projects()["projects"],
        *(
            one["repositoryName"]
            for one in stage.client("ecr").describe_repositories()["repositories"]
        ),
        *(one["Name"] for one in stage.client("s3").list_buckets()["Buckets"]),
        *(one["RoleName"] for one in stage.client("iam").list_roles()["Roles"]),
        *(one["logGroupName"] for one in stage.client("logs").describe_log_groups()["logGroups"]),
        *(one["Name"] for one in stage.client("ssm").describe_parameters()["Parameters"]),
        *(
            one["GroupName"]
            for one in stage.client("ec2").describe_security_groups()["SecurityGroups"]
        ),
        *stage.client("ecs").list_services(cluster=stage.cluster)["serviceArns"],
    ]
    return [name for name in names if stage.name in name]


def short(image: str) -> str:
    """`…@sha256:0123456789ab` of an image by digest."""
    return f"{image.rpartition('/')[2][:60]}".partition("@sha256:")[0] + "@" + image[-64:][:12]
