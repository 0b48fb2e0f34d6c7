"""The life of a scheduled job: released by its pipeline, run by its schedule."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.aws import deployments
from tfgen.errors import FailedError
from tfgen.rehearsal import acts, release
from tfgen.rehearsal.script import Script
from tfgen.rehearsal.stage import Stage
from tfgen.sandbox.pipeline import engine, triggers

# What a new revision consists of in Terraform.
_REVISION = {"aws_ecs_task_definition.this", "terraform_data.config"}


def release_image(stage: Stage) -> str:
    """Runs the pipeline; the newest revision then has the built image, and it is recorded."""
    before = _newest(stage)
    after = _released(stage)
    image = after.images[acts.built(stage)]
    return f"revision {before.number} -> {after.number}, {acts.short(image)} recorded"


def change(stage: Stage) -> str:
    """Changes memory and environment in the spec; the new revision keeps the released image."""
    before = _newest(stage)
    was = stage.spec.memory
    memory = acts.change_spec(stage)
    terraform, plan = stage.plan()
    changes = plan.summary.changes if plan.summary else ()
    if others := {one.address for one in changes} - _REVISION:
        raise FailedError(f"another size of the task would also change {', '.join(sorted(others))}")
    terraform.apply(plan.plan_file)
    after = _newest(stage)
    acts.require_changed(stage, after.revision, memory)
    image = after.images[acts.built(stage)]
    if after.images != before.images:
        raise FailedError(f"revision {after.number} brought back {image}")
    return f"revision {after.number}: memory {was} -> {memory}, still {acts.short(image)}"


def release_after_change(stage: Stage) -> str:
    """Releases another image; what Terraform has changed before is still in the new revision."""
    after = _released(stage)
    acts.require_changed(stage, after.revision, stage.spec.memory)
    image = after.images[acts.built(stage)]
    return f"revision {after.number}: {acts.short(image)}, memory still {stage.spec.memory}"


def run_as_scheduled(stage: Stage) -> str:
    """Reads the schedule back and calls RunTask as it says; the newest revision runs."""
    schedule = _schedule(stage)
    newest = _newest(stage)
    revisions = _run(stage, schedule["Target"])
    if revisions != [newest.revision]:
        raise FailedError(f"the schedule ran {revisions}, the newest revision is {newest.revision}")
    image = newest.images[acts.built(stage)]
    acts.require_recorded(stage, image)
    when = f"{schedule['ScheduleExpression']} {schedule['ScheduleExpressionTimezone']}"
    return f"{when}: one task of revision {newest.number}, {acts.short(image)}"


def failing_build(stage: Stage) -> str:
    """Fails to build; the schedule runs what it ran before, and Terraform wants no change."""
    before = _newest(stage)
    if stage.spec.build.where == "app-ci":
        seen = _other_push(stage)
    else:
        seen = _commit_without_dockerfile(stage)
    after = _newest(stage)
    if after != before:
        raise FailedError(f"the schedule would run revision {after.number}, not {before.number}")
    acts.require_recorded(stage, before.images[acts.built(stage)])
    stage.require_empty_plan()
    return f"{seen}; still revision {after.number}, no changes"


def destroy(stage: Stage) -> str:
    """Destroys everything; neither a schedule nor a task is left either."""
    seen = acts.destroy(stage)
    groups = stage.client("scheduler").list_schedule_groups()["ScheduleGroups"]
    tasks = stage.client("ecs").list_tasks(
        cluster=stage.cluster, family=stage.name, desiredStatus="RUNNING"
    )["taskArns"]
    names = [one["Name"] for one in groups if one["Name"] == stage.name]
    if left := [*names, *tasks]:
        raise FailedError(f"left behind: {', '.join(left)}")
    return seen


def _newest(stage: Stage) -> deployments.Running:
    """The family's newest ACTIVE revision: what a start without a revision runs."""
    ecs = stage.client("ecs")
    return deployments.described(ecs, deployments.active_revisions(ecs, stage.name)[0])


def _released(stage: Stage) -> deployments.Running:
    """Releases another version; gives the revision that has it, once that is proved."""
    before = _newest(stage)
    release.succeed(stage)
    after = _newest(stage)
    image = after.images[acts.built(stage)]
    if after.number <= before.number or image == before.images[acts.built(stage)]:
        raise FailedError(f"the newest revision is {after.number} and runs {image}")
    acts.require_recorded(stage, image)
    return after


def _schedule(stage: Stage) -> dict[str, Any]:
    """The schedule as the API has it; FailedError where it is not what the spec says."""
    name = stage.terraform().output_json()["schedule_name"]["value"]
    found: dict[str, Any] = stage.client("scheduler").get_schedule(Name=name, GroupName=name)
    asked = stage.spec.schedule
    expected = asked and (asked.expression, asked.timezone, asked.enabled)
    state = found["State"] == "ENABLED"
    if (found["ScheduleExpression"], found["ScheduleExpressionTimezone"], state) != expected:
        raise FailedError(f"the schedule is not what the spec says: {found}")
    return found


def _run(stage: Stage, target: Mapping[str, Any]) -> list[str]:
    """Starts what a schedule's target says, and stops it; gives the revision of each task."""
    ecs = stage.client("ecs")
    try:
        started = ecs.run_task(**_call(target))["tasks"]
    except ecs.exceptions.ClientError as error:
        raise FailedError(f"ECS refuses what the schedule asks for: {error}") from error
    for task in started:
        ecs.stop_task(cluster=stage.cluster, task=task["taskArn"], reason="rehearsed")
    return [task["taskDefinitionArn"] for task in started]


def _call(target: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of RunTask that a schedule's target stands for.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
    """
    asked = {**target["EcsParameters"]}
    network = asked.pop("NetworkConfiguration")["awsvpcConfiguration"]
    names = {"TaskDefinitionArn": "taskDefinition", "TaskCount": "count"}
    return {
        "cluster": target["Arn"],
        **{names.get(key, _camel(key)): value for key, value in asked.items()},
        "networkConfiguration": {
            "awsvpcConfiguration": {_camel(key): value for key, value in network.items()}
        },
    }


def _camel(key: str) -> str:
    """The Scheduler begins with a capital what ECS begins without."""
    return key[:1].lower() + key[1:]


def _commit_without_dockerfile(stage: Stage) -> str:
    """Runs the pipeline on a commit that cannot be built."""
    with tempfile.TemporaryDirectory(prefix="tfgen-empty-commit-") as folder:
        execution = engine.execute(stage.bench.sandbox, stage.name, Path(folder))
    if execution.ok:
        raise FailedError("the pipeline says that a commit without a Dockerfile was released")
    return "the build failed"


def _other_push(stage: Stage) -> str:
    """The application's CI pushes with another tag, as it does before a release."""
    tag = stage.spec.build.tag
    event = triggers.image_pushed(stage.bench.sandbox, stage.name, tag)
    other = {**event, "detail": {**event["detail"], "image-tag": f"not-{tag}"}}
    if started := triggers.started_by(stage.bench.sandbox, other):
        raise FailedError(f"a push with another tag than {tag!r} started {started}")
    return "a push with another tag starts nothing"


SCRIPT: Script = (
    ("apply", acts.apply),
    ("plan after apply", acts.empty_plan),
    ("release by the pipeline", release_image),
    ("plan after release", acts.empty_plan),
    ("change memory and environment", change),
    ("plan after change", acts.empty_plan),
    ("release after the change", release_after_change),
    ("run as scheduled", run_as_scheduled),
    ("build that fails", failing_build),
    ("destroy", destroy),
)
