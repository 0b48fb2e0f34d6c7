"""The life of a service that its pipeline deploys by rolling update: strategy `codepipeline`."""

from __future__ import annotations

from tfgen.aws import deployments
from tfgen.errors import FailedError
from tfgen.rehearsal import acts, release
from tfgen.rehearsal.script import Script
from tfgen.rehearsal.stage import Stage


def deploy(stage: Stage) -> str:
    """Runs the pipeline; the service then runs the built image, and the image is recorded."""
    before = acts.running(stage)
    image = _deployed(stage)
    after = acts.running(stage)
    if after.number <= before.number or after.images[acts.built(stage)] != image:
        raise FailedError(f"the service runs {after.images} in revision {after.number}")
    return f"revision {before.number} -> {after.number}, {acts.short(image)} recorded"


def change(stage: Stage) -> str:
    """Changes memory and environment in the spec; the new revision keeps the deployed image."""
    before = acts.running(stage)
    was = stage.spec.memory
    memory = acts.change_spec(stage)
    terraform, plan = stage.plan()
    terraform.apply(plan.plan_file)
    after = acts.running(stage)
    acts.require_changed(stage, after.revision, memory)
    built = acts.built(stage)
    if after.images != before.images:
        raise FailedError(f"revision {after.number} brought back {after.images[built]}")
    kept = acts.short(after.images[built])
    return f"revision {after.number}: memory {was} -> {memory}, still {kept}"


def failing_deploy(stage: Stage) -> str:
    """Deploys an image whose tasks fail; no later apply can bring it back."""
    before = acts.running(stage)
    execution = release.release(stage, acts.FAILING_TASKS)
    if execution.ok:
        raise FailedError("the pipeline says that the failing image was deployed")
    after = acts.running(stage)
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
    acts.require_recorded(stage, before.images[acts.built(stage)])
    stage.require_empty_plan()
    return f"back on revision {after.number}, the failed one is deregistered; no changes"


def roll_back(stage: Stage) -> str:
    """Deploys a good image and goes back by hand to the revision before."""
    before = acts.running(stage)
    bad = _deployed(stage)
    target = deployments.RollbackTarget(
        cluster=stage.cluster,
        service=stage.service_name,
        family=stage.name,
        revision=before.revision,
        container=acts.built(stage),
        image_parameter=stage.image_parameter,
    )
    deployments.roll_back(stage.client("ecs"), stage.client("ssm"), target)
    if acts.running(stage) != before:
        raise FailedError(f"the service does not run revision {before.number}")
    stage.require_empty_plan()
    return f"{acts.short(bad)} deployed, then back to revision {before.number}; no changes"


def _deployed(stage: Stage) -> str:
    """Deploys another version; gives the image that the pipeline recorded."""
    release.succeed(stage)
    image = acts.running(stage).images[acts.built(stage)]
    acts.require_recorded(stage, image)
    return image


SCRIPT: Script = (
    ("apply", acts.apply),
    ("plan after apply", acts.empty_plan),
    ("deploy by the pipeline", deploy),
    ("plan after deploy", acts.empty_plan),
    ("change memory and environment", change),
    ("plan after change", acts.empty_plan),
    ("deploy that fails", failing_deploy),
    ("roll back by hand", roll_back),
    ("destroy", acts.destroy),
)
