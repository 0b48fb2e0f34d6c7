"""The life of a service that CodeDeploy deploys blue/green: strategy `codedeploy`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tfgen.aws import deployments
from tfgen.errors import FailedError
from tfgen.rehearsal import acts, release
from tfgen.rehearsal.script import Script
from tfgen.rehearsal.stage import Stage
from tfgen.sandbox.pipeline import triggers
from tfgen.terraform.plan_notes import notes

_WHOLE = 100


@dataclass(frozen=True)
class _Scene:
    """What a deployment changes: where the requests go, and what runs."""

    group: str
    running: deployments.Running


def deploy(stage: Stage) -> str:
    """Runs the pipeline; requests move to new tasks, and the old ones stay until the wait ends."""
    before = _scene(stage)
    waited: list[str] = []

    def watch(deployment: str) -> None:
        if len(_task_sets(stage)) == 1 or _live_group(stage) == before.group:
            raise FailedError("during the wait the new tasks do not serve beside the old ones")
        waited.append(deployment)

    release.succeed(stage, watch=watch)
    after = _scene(stage)
    built = acts.built(stage)
    if stage.spec.deployment.wait_minutes and not waited:
        raise FailedError("the old tasks ended before the wait")
    if after.group == before.group or after.running.number <= before.running.number:
        raise FailedError(f"the requests still go to {after.group}")
    if len(_task_sets(stage)) != 1:
        raise FailedError("the old tasks run on after the wait")
    _require_complete(stage, after.running)
    acts.require_recorded(stage, after.running.images[built])
    old = "stayed until the wait ended" if waited else "ended at once (deployment.wait_minutes: 0)"
    return (
        f"{before.group} -> {after.group}, revision {after.running.number} from the template; "
        f"the old tasks {old}"
    )


def change(stage: Stage) -> str:
    """Changes memory and environment in the spec: the template changes, and nothing that runs."""
    before = _scene(stage)
    was = stage.spec.memory
    memory = acts.change_spec(stage)
    terraform, plan = stage.plan()
    said = notes(plan.summary) if plan.summary else ()
    if not said:
        raise FailedError("the plan does not say that the change waits for the next deployment")
    terraform.apply(plan.plan_file)
    if _scene(stage) != before:
        raise FailedError("the change reached the service without a deployment")
    return (
        f"memory {was} -> {memory} in the template; {said[0].partition(': ')[2]}{_started(stage)}"
    )


def deploy_change(stage: Stage) -> str:
    """Deploys once more; the change is in the new revision."""
    seen = deploy(stage)
    after = acts.running(stage)
    acts.require_changed(stage, after.revision, stage.spec.memory)
    return f"{seen}; memory {stage.spec.memory}"


def failing_deploy(stage: Stage) -> str:
    """Deploys an image whose tasks fail; no request reaches them."""
    return _undone(stage, acts.FAILING_TASKS, "the new tasks failed")


def alarm(stage: Stage) -> str:
    """Deploys an image that sets off an alarm during the wait; the requests move back."""
    if stage.spec.alarms.http_5xx is None:
        return "not played: the spec has no alarms.http_5xx, so nothing watches the requests"
    if stage.spec.deployment.wait_minutes == 0:
        return "not played: with deployment.wait_minutes: 0 nothing is left to go back to"
    return _undone(stage, acts.FAILING_TRAFFIC, "an alarm went off during the wait")


def _undone(stage: Stage, label: str, what: str) -> str:
    before = _scene(stage)
    execution = release.release(stage, label)
    if execution.ok:
        raise FailedError("the pipeline says that the failing image was deployed")
    after = _scene(stage)
    if after != before or len(_task_sets(stage)) != 1:
        raise FailedError(f"the service is not as it was: {after.group}, {after.running.revision}")
    acts.require_recorded(stage, before.running.images[acts.built(stage)])
    stage.require_empty_plan()
    return f"{what}; {after.group} serves revision {after.running.number} again; no changes"


def _scene(stage: Stage) -> _Scene:
    return _Scene(_live_group(stage), acts.running(stage))


def _task_sets(stage: Stage) -> list[dict[str, Any]]:
    found = stage.client("ecs").describe_services(
        cluster=stage.cluster, services=[stage.service_name]
    )
    sets: list[dict[str, Any]] = found["services"][0]["taskSets"]
    return sets


def _live_group(stage: Stage) -> str:
    """The name of the target group that all requests of the service go to."""
    elbv2 = stage.client("elbv2")
    groups = {
        one["TargetGroupArn"]: str(one["TargetGroupName"])
        for one in elbv2.describe_target_groups()["TargetGroups"]
        if one["TargetGroupName"].startswith(stage.service_name)
    }
    [ingress] = stage.spec.ingress
    listener = stage.bench.foundation.listeners[ingress.listener][0]
    for rule in elbv2.describe_rules(ListenerArn=listener)["Rules"]:
        for action in rule["Actions"]:
            for arn, weight in acts.weights(action).items():
                if arn in groups and weight == _WHOLE:
                    return groups[arn]
    raise FailedError("no rule of the production listener leads to the service")


def _require_complete(stage: Stage, running: deployments.Running) -> None:
    """Raises FailedError where a placeholder is left, or the image is not the built one."""
    image = running.images[acts.built(stage)]
    if "<" in image or f"/{stage.name}@" not in image:
        raise FailedError(f"revision {running.number} runs {image}, which no build made")


def _started(stage: Stage) -> str:
    """Whether the changed template started a deployment by itself, as the spec says."""
    if not stage.spec.deployment.deploy_on_change:
        return ""
    bucket = stage.terraform().output_json()["template_bucket"]["value"]
    event = triggers.object_created(stage.bench.sandbox, bucket, f"{stage.name}/release.json")
    started = triggers.started_by(stage.bench.sandbox, event)
    if started != [stage.name]:
        raise FailedError(f"the changed template started {started or 'no pipeline'}")
    return ", which the change starts"


SCRIPT: Script = (
    ("apply", acts.apply),
    ("plan after apply", acts.empty_plan),
    ("deploy by the pipeline", deploy),
    ("plan after deploy", acts.empty_plan),
    ("change memory and environment", change),
    ("plan after change", acts.empty_plan),
    ("deploy the change", deploy_change),
    ("plan after the second deploy", acts.empty_plan),
    ("deploy that fails", failing_deploy),
    ("alarm during the wait", alarm),
    ("destroy", acts.destroy),
)
