"""The acts of a rehearsal of strategy `codepipeline`: each does something and checks the outcome.

An act gives one line about what it saw, and raises FailedError where it saw something else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tfgen import fargate
from tfgen.aws import deployments
from tfgen.errors import FailedError
from tfgen.rehearsal.stage import Stage
from tfgen.sandbox.pipeline import engine

Act = Callable[[Stage], str]

_VARIABLE = "TFGEN_REHEARSAL"
_FAILING = "\nLABEL tfgen.sandbox/tasks=fail\n"


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


def deploy(stage: Stage) -> str:
    """Runs the pipeline; the service then runs the built image, and the image is recorded."""
    before = _running(stage)
    image = _deployed(stage, number=1, commit="first")
    after = _running(stage)
    if after.number <= before.number or after.images[_built(stage)] != image:
        raise FailedError(f"the service runs {after.images} in revision {after.number}")
    return f"revision {before.number} -> {after.number}, {_short(image)} recorded"


def change(stage: Stage) -> str:
    """Changes memory and environment in the spec; the new revision keeps the deployed image."""
    before = _running(stage)
    spec = stage.spec
    memory = _other_memory(spec.cpu, spec.memory)
    built = _built(stage)
    stage.rewrite_spec(
        {"memory": memory, "containers": {built: {"environment": {_VARIABLE: "changed"}}}}
    )
    terraform, plan = stage.plan()
    terraform.apply(plan.plan_file)
    after = _running(stage)
    found = stage.client("ecs").describe_task_definition(taskDefinition=after.revision)
    definition = found["taskDefinition"]
    container = next(one for one in definition["containerDefinitions"] if one["name"] == built)
    if {"name": _VARIABLE, "value": "changed"} not in container["environment"]:
        raise FailedError(f"revision {after.number} lacks the new environment variable")
    if int(definition["memory"]) != memory:
        raise FailedError(f"revision {after.number} has memory {definition['memory']}")
    if after.images != before.images:
        raise FailedError(f"revision {after.number} brought back {after.images[built]}")
    kept = _short(after.images[built])
    return f"revision {after.number}: memory {spec.memory} -> {memory}, still {kept}"


def failing_deploy(stage: Stage) -> str:
    """Deploys an image whose tasks fail; no later apply can bring it back."""
    before = _running(stage)
    dockerfile = stage.source / stage.spec.build.dockerfile
    good = dockerfile.read_text(encoding="utf-8")
    dockerfile.write_text(good + _FAILING, encoding="utf-8")
    execution = engine.execute(stage.bench.sandbox, stage.name, stage.source, number=2)
    dockerfile.write_text(good, encoding="utf-8")
    if execution.ok:
        raise FailedError("the pipeline says that the failing image was deployed")
    after = _running(stage)
    newest = deployments.active_revisions(stage.client("ecs"), stage.name)[0]
    if after != before:
        raise FailedError(
            f"the service runs revision {after.number}, not {before.number} as before"
        )
    if newest != before.revision:
        raise FailedError(
            f"revision {deployments.revision_number(newest)}, which failed, is still ACTIVE: the "
            f"next apply would deploy it",
            hint=execution.failure,
        )
    _require_recorded(stage, before.images[_built(stage)])
    stage.require_empty_plan()
    return f"back on revision {after.number}, the failed one is deregistered; no changes"


def roll_back(stage: Stage) -> str:
    """Deploys a good image and goes back by hand to the revision before."""
    before = _running(stage)
    bad = _deployed(stage, number=3, commit="second")
    target = deployments.RollbackTarget(
        cluster=stage.cluster,
        service=stage.name,
        family=stage.name,
        revision=before.revision,
        container=_built(stage),
        image_parameter=stage.image_parameter,
    )
    deployments.roll_back(stage.client("ecs"), stage.client("ssm"), target)
    if _running(stage) != before:
        raise FailedError(f"the service does not run revision {before.number}")
    stage.require_empty_plan()
    return f"{_short(bad)} deployed, then back to revision {before.number}; no changes"


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


def _running(stage: Stage) -> deployments.Running:
    return deployments.running(stage.client("ecs"), stage.cluster, stage.name)


def _built(stage: Stage) -> str:
    return stage.spec.built[0]


def _deployed(stage: Stage, number: int, commit: str) -> str:
    """Runs the pipeline on another commit; gives the image that it recorded."""
    _commit(stage.source / stage.spec.build.context, commit)
    execution = engine.execute(stage.bench.sandbox, stage.name, stage.source, number=number)
    if not execution.ok:
        raise FailedError(f"the pipeline failed at {execution.failure}", hint=execution.hint)
    image = _running(stage).images[_built(stage)]
    _require_recorded(stage, image)
    return image


def _commit(context: Path, text: str) -> None:
    (context / ".tfgen-rehearsal").write_text(f"{text}\n", encoding="utf-8")


def _require_recorded(stage: Stage, image: str) -> None:
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


def _short(image: str) -> str:
    """`…@sha256:0123456789ab` of an image by digest."""
    return f"{image.rpartition('/')[2][:60]}".partition("@sha256:")[0] + "@" + image[-64:][:12]
