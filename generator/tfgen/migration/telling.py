"""What each step of a migration does, in words."""

from __future__ import annotations

from dataclasses import dataclass

from tfgen import names, targets
from tfgen.migration import steps
from tfgen.migration.steps import State
from tfgen.spec import ServiceSpec


@dataclass(frozen=True)
class Told:
    """A step: its title, what Terraform does in it, what it interrupts, what to do after it."""

    title: str
    does: tuple[str, ...]
    interrupts: str
    then: tuple[str, ...] = ()


def told(spec: ServiceSpec, environment: str, now: State) -> Told:
    """The step that `now` is at, for the service of `spec` in `environment`."""
    if now.kind == "import":
        return _imported(spec, environment)
    if now.kind == "release":
        return _released(spec, environment)
    if now.kind == "beside":
        return _BESIDE[now.step](_Names.of(spec, environment, now), now)
    return Told(
        "the end: the pipeline deploys again",
        ("a new version starts the pipeline again",),
        "nothing",
        (
            f"start the pipeline {names.stack_name(spec.name, environment)} once, for what was "
            "merged meanwhile",
        ),
    )


@dataclass(frozen=True)
class _Names:
    """The two services, and the target group that the new one begins with."""

    former: str
    new: str
    group: str
    pipeline: str

    @classmethod
    def of(cls, spec: ServiceSpec, environment: str, now: State) -> _Names:
        new = names.service_name(spec.name, environment, now.slot)
        seen = spec.model_copy(update={"strategy": now.strategy})
        colour = targets.COLOURS[0] if now.strategy == "codedeploy" else ""
        return cls(
            names.service_name(spec.name, environment, steps.other(now.slot)),
            new,
            targets.group_name(seen, new, 0, colour),
            names.stack_name(spec.name, environment),
        )


def _beside(found: _Names, now: State) -> Told:
    gone = {
        "codedeploy": "CodeDeploy's application and group are made",
        "codepipeline": "CodeDeploy's application and group go; a step back makes them again",
    }[now.strategy]
    return Told(
        f"a second service, {found.new}, beside {found.former}",
        (
            f"the ECS service {found.new} and its target groups are made; it runs the live image",
            f"the listener rule forwards to both: {found.former} 100%, {found.new} 0%",
            f"the pipeline {found.pipeline} is changed, and waits for the end of the migration",
            gone,
        ),
        f"nothing: every request goes to {found.former}",
        (
            "see that the targets of the new service are healthy:",
            f"  aws elbv2 describe-target-groups --names {found.group} "
            "--query 'TargetGroups[0].TargetGroupArn' --output text",
            "  aws elbv2 describe-target-health --target-group-arn ARN",
        ),
    )


def _shift(found: _Names, _: State) -> Told:
    return Told(
        f"the requests move to {found.new}",
        (f"the listener rule changes its weights: {found.former} 0%, {found.new} 100%",),
        f"nothing: requests under way end at {found.former}, which stays",
        (f"watch {found.new}; the way back takes seconds",),
    )


def _remove(found: _Names, _: State) -> Told:
    return Told(
        f"{found.former} goes away",
        (
            f"the listener rule forwards to {found.new} alone",
            f"the ECS service {found.former} and its target groups are destroyed",
        ),
        f"nothing: no request goes to {found.former}",
    )


_BESIDE = {steps.BESIDE: _beside, steps.SHIFT: _shift, steps.REMOVE: _remove}


def _imported(spec: ServiceSpec, environment: str) -> Told:
    name = names.stack_name(spec.name, environment)
    return Told(
        f"Terraform takes over {name}",
        (
            f"the ECS service {name} is imported, and rolls to a task definition of Terraform's: "
            "the containers of the spec, with the live image",
            f"the pipeline {name} is changed, and waits for the end of the migration",
            "the CodeBuild project and the role that ran ecs-cli go",
        ),
        "nothing: new tasks answer before old ones stop, as in every deployment",
        (f"see that {name} is steady: aws ecs wait services-stable, then look at it",),
    )


def _released(spec: ServiceSpec, environment: str) -> Told:
    name = names.stack_name(spec.name, environment)
    return Told(
        f"Terraform lets go of {name}",
        (
            f"Terraform forgets the ECS service {name}, which runs on as it is",
            "the CodeBuild project and the role that run ecs-cli are made again",
        ),
        "nothing",
    )
