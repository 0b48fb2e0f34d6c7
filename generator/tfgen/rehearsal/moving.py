"""A service moves from one strategy to another, a step at a time, and is never without tasks."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tfgen import generation, names, services, strategy_checks, yaml_file
from tfgen.errors import FailedError, UsageError
from tfgen.migration import rewriting, steps
from tfgen.migration.steps import State
from tfgen.rehearsal import acts, blue_green, compose_up, rolling
from tfgen.rehearsal.script import Act, Script
from tfgen.rehearsal.stage import Stage
from tfgen.spec import ServiceSpec
from tfgen.terraform.plan_summary import PlanSummary

# How each strategy makes its stack, and deploys.
APPLIES: Mapping[str, Act] = {
    "ecs-cli": compose_up.apply,
    "codepipeline": acts.apply,
    "codedeploy": acts.apply,
}
DEPLOYS: Mapping[str, Act] = {
    "ecs-cli": compose_up.deploy,
    "codepipeline": rolling.deploy,
    "codedeploy": blue_green.deploy,
}
_WHOLE = 100
# Seconds between two looks at the listeners while Terraform is at work.
_PAUSE = 0.2


def script(spec: ServiceSpec, targets: Sequence[str]) -> Script:
    """The script of a service that moves to each of the strategies `targets` in turn.

    Raises UsageError where there is no such way, or where the service cannot be what it leads to.
    """
    now = steps.state(spec)
    found: list[tuple[str, Act]] = [
        ("apply", APPLIES[now.strategy]),
        (f"deploy by {now.strategy}", DEPLOYS[now.strategy]),
        ("plan after deploy", acts.empty_plan),
    ]
    for target in targets:
        _require_fit(spec, target)
        course = steps.course(spec.name, steps.begin(spec.name, now, target))
        found.append((f"to {target}: step 1", begin(target)))
        found += [(f"to {target}: step {one.step}", forward) for one in course[1:] if one.source]
        found += [
            (f"to {target}: the end", finish),
            (f"deploy by {target}", DEPLOYS[target]),
            ("plan after deploy", acts.empty_plan),
        ]
        now = course[-1]
    return (*found, ("destroy", acts.destroy))


def _require_fit(spec: ServiceSpec, target: str) -> None:
    moved = spec.model_copy(update={"strategy": target})
    for problem in strategy_checks.problems(moved):
        raise UsageError(
            f"{spec.name} cannot deploy by {target}: {problem.reason}", hint=problem.hint
        )


def begin(target: str) -> Act:
    """An act: the first step on the way to the strategy `target`."""

    def act(stage: Stage) -> str:
        seen = _step(stage, lambda now: steps.begin(stage.service, now, target))
        running = acts.running(stage)
        acts.require_recorded(stage, running.images[acts.built(stage)])
        return f"{seen}; {stage.service_name} runs the live image"

    return act


def forward(stage: Stage) -> str:
    """The next step."""
    return _step(stage, lambda now: steps.forward(stage.service, now))


def back(stage: Stage) -> str:
    """A step back."""
    return _step(stage, lambda now: steps.back(stage.service, now))


def finish(stage: Stage) -> str:
    """The end: nothing changes but what the next deployment needs."""
    return _step(stage, lambda now: steps.forward(stage.service, now), only="change")


def _step(stage: Stage, move: Callable[[State], State], only: str = "") -> str:
    """Writes the step into the spec, generates, applies; the next plan has to be empty.

    While Terraform is at work, and after it, every request has to meet a service with tasks.
    """
    path = services.spec_path(stage.project, stage.service)
    now = move(steps.state(stage.spec))
    text = rewriting.rewritten(yaml_file.read(path), {stage.environment: now})
    path.write_text(text, encoding="utf-8")
    generation.write(stage.project, generation.prepare(stage.project, [stage.service]))
    terraform, plan = stage.plan()
    summary = plan.summary or PlanSummary()
    if only and (more := [one.address for one in summary.changes if one.kind != only]):
        raise FailedError(f"the end does more than {only}: {', '.join(more)}")
    with _watched(stage) as failures:
        terraform.apply(plan.plan_file)
    if failures:
        raise FailedError(f"while Terraform was at work: {failures[0]}")
    where = _require_served(stage)
    if stage.spec.ingress and where != (wanted := _wanted(stage, now)):
        raise FailedError(f"the requests go to {where}, not to {wanted}")
    stage.require_empty_plan()
    return (
        f"{summary.add} added, {summary.change} changed, {summary.replace} replaced, "
        f"{summary.destroy} destroyed; requests go to {where}"
    )


def _wanted(stage: Stage, now: State) -> str:
    """The service that answers at this step."""
    first = now.kind == "beside" and now.step == steps.BESIDE
    slot = steps.other(now.slot) if first else now.slot
    return names.service_name(stage.service, stage.environment, slot)


@contextlib.contextmanager
def _watched(stage: Stage) -> Iterator[list[str]]:
    """Looks at the listeners again and again; gives what it saw of requests that meet no task."""
    failures: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_PAUSE):
            try:
                _require_served(stage)
            except FailedError as error:
                failures.append(error.message)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield failures
    finally:
        done.set()
        thread.join()


def _require_served(stage: Stage) -> str:
    """Which service answers; FailedError where a production rule leads to none that runs tasks."""
    behind = _behind(stage)
    answering = set()
    for ingress in stage.spec.ingress:
        listener = stage.bench.foundation.listeners[ingress.listener][0]
        rules = stage.client("elbv2").describe_rules(ListenerArn=listener)["Rules"]
        [rule] = [one for one in rules if one["Priority"] == str(ingress.priority)]
        led = [arn for arn, weight in _weights(rule).items() if weight == _WHOLE]
        if not led or led[0] not in behind:
            raise FailedError(
                f"the rule with priority {ingress.priority} leads to {_weights(rule)}, and a "
                f"service with running tasks stands behind {sorted(behind) or 'nothing'} only"
            )
        answering.add(behind[led[0]])
    return ", ".join(sorted(answering)) or "nobody: it takes none"


def _weights(rule: Mapping[str, Any]) -> dict[str, int]:
    return {arn: share for one in rule["Actions"] for arn, share in acts.weights(one).items()}


def _behind(stage: Stage) -> dict[str, str]:
    """The target groups behind which tasks of an ACTIVE service run: ARN -> the service's name."""
    ecs = stage.client("ecs")
    names = [f"{stage.name}{suffix}" for suffix in ("", "-b")]
    found = ecs.describe_services(cluster=stage.cluster, services=names)["services"]
    return {
        balancer["targetGroupArn"]: service["serviceName"]
        for service in found
        if service["status"] == "ACTIVE" and service["runningCount"] > 0
        for balancer in service["loadBalancers"]
    }
