"""What strategy, kind and place of the build allow. Each check is a function in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.problem import Problem
from tfgen.spec import Deployment, ServiceSpec

# The keys of `deployment` that only blue/green has.
BLUE_GREEN_KEYS = ("configuration", "hooks", "deploy_on_change", "wait_minutes")
# Those that it has not.
ROLLING_KEYS = ("minimum_healthy_percent", "maximum_percent")


# Compared with the identity tokens of a CI, in which `*` and `?` would stand for more than one.
BRANCH = re.compile(r"(?!.*(\.\.|//))[A-Za-z0-9._/+@#=,-]+")


def problems(spec: ServiceSpec) -> Iterator[Problem]:
    """Everything in `spec` that its strategy, its kind or its build cannot do."""
    for check in CHECKS:
        yield from check(spec)


def _build(spec: ServiceSpec) -> Iterator[Problem]:
    build = spec.build
    if build.where == "app-ci" and spec.strategy == "ecs-cli":
        yield Problem(
            ("build", "where"),
            "ecs-cli deploys what its own pipeline has built",
            f"build: {{where: pipeline}}, or move on: tfgen migrate {spec.name} --to codepipeline",
        )
    if build.where == "app-ci" and build.provider is None:
        yield Problem(
            ("build", "where"),
            "app-ci needs a `provider`: whose identity may push the image",
            "build: {where: app-ci, provider: github-actions}, or circleci",
        )
    if build.where == "app-ci" and not BRANCH.fullmatch(spec.source.branch):
        yield Problem(
            ("source", "branch"),
            "is not held apart from other branches by the role of the application's CI",
            "use letters, digits and ._/+@#=,- in the name of a branch that deploys",
        )
    if build.provider and build.where == "pipeline":
        yield Problem(
            ("build", "provider"),
            "belongs to `where: app-ci`; here the pipeline builds the image",
            "remove it, or set where: app-ci",
        )
    if build.provider == "circleci" and not (build.organization_id and build.project_id):
        yield Problem(
            ("build",),
            "CircleCI's identity tokens are told apart by `organization_id` and `project_id`",
            "copy both UUIDs from the settings of the organization and of the project",
        )


def _job(spec: ServiceSpec) -> Iterator[Problem]:
    if spec.kind != "job":
        if spec.schedule:
            yield Problem(
                ("schedule",), f"a {spec.kind} runs all the time", "remove it, or use kind: job"
            )
        return
    if spec.schedule is None:
        yield Problem(
            ("schedule",),
            "a job needs a schedule",
            'for example schedule: {expression: "cron(0 3 * * ? *)", timezone: Asia/Tokyo}',
        )
    if spec.strategy != "codepipeline":
        reason = {
            "codedeploy": "a job cannot be blue/green: there is no traffic to move",
            "ecs-cli": "ecs-cli runs services, and schedules nothing",
        }[spec.strategy]
        yield Problem(("strategy",), reason, "use strategy: codepipeline")
    alarms, scaling = spec.alarms, spec.scaling
    if any((alarms.cpu, alarms.memory, alarms.running_tasks)):
        yield Problem(("alarms",), "these alarms are of services, and a job is none", "remove them")
    if scaling.queue or scaling.max > 1 or scaling.min != 1:
        yield Problem(("scaling",), "a job runs one task at each start", "remove `scaling`")
    if spec.capacity_providers:
        yield Problem(("capacity_providers",), "a job runs on FARGATE", "remove it")
    for key in ("slot", "migration"):
        if getattr(spec, key):
            yield Problem((key,), "is of a service that moves, and a job is none", "remove it")
    if spec.service_connect:
        yield Problem(("service_connect",), "is for services, and a job is none", "remove it")


def _blue_green(spec: ServiceSpec) -> Iterator[Problem]:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
    if spec.strategy != "codedeploy" or spec.kind == "job":
        return
    if not spec.ingress:
        yield Problem(
            ("strategy",),
            "blue/green moves the requests of one `ingress`, and there are none",
            "add `ingress` (its listener stands in tfgen.yaml), or use strategy: codepipeline",
        )
    if len(spec.ingress) > 1:
        yield Problem(
            ("ingress",),
            f"blue/green moves the requests of one `ingress`, and there are {len(spec.ingress)}",
            "keep one entry, or use strategy: codepipeline",
        )
    for key in ROLLING_KEYS:
        if getattr(spec.deployment, key) != getattr(Deployment(), key):
            yield Problem(
                ("deployment", key),
                "belongs to rolling deployments: blue/green starts all new tasks at once",
                "remove it, or use strategy: codepipeline",
            )
    if spec.service_connect:
        yield Problem(
            ("service_connect",),
            "CodeDeploy's blue/green does not work with Service Connect",
            "remove it, or use strategy: codepipeline",
        )
    if spec.deployment.wait:
        yield Problem(
            ("deployment", "wait"),
            "belongs to rolling deployments: here CodeDeploy deploys, and Terraform does not wait",
            "remove it",
        )


def _rolling(spec: ServiceSpec) -> Iterator[Problem]:
    if spec.strategy == "codedeploy":
        return
    default = Deployment()
    for key in BLUE_GREEN_KEYS:
        if getattr(spec.deployment, key) != getattr(default, key):
            yield Problem(
                ("deployment", key),
                "belongs to blue/green deployments",
                "remove it, or use strategy: codedeploy",
            )


def _service_connect(spec: ServiceSpec) -> Iterator[Problem]:
    offered = spec.service_connect.container if spec.service_connect else None
    if offered is None:
        return
    container = spec.containers.get(offered)
    if container is None or container.port is None:
        yield Problem(
            ("service_connect", "container"),
            f"there is no container {offered!r} with a `port`",
            f"containers: {', '.join(spec.containers)}",
        )


def _ecs_cli(spec: ServiceSpec) -> Iterator[Problem]:
    """What `ecs-cli compose service up` has no option for."""
    if spec.strategy != "ecs-cli":
        return
    move = f"move on: tfgen migrate {spec.name} --to codepipeline"
    refused = {
        ("service_connect",): spec.service_connect,
        ("capacity_providers",): spec.capacity_providers,
        ("execute_command",): spec.execute_command,
        ("ephemeral_storage",): spec.ephemeral_storage,
        # It registers no runtime platform: its tasks run on X86_64.
        ("architecture",): spec.architecture == "ARM64",
        # Terraform has no service to wait for; the deploy step waits.
        ("deployment", "wait"): spec.deployment.wait,
    }
    for location, value in refused.items():
        if value:
            yield Problem(location, "ecs-cli cannot do this", f"remove it, or {move}")
    if not (spec.build.organization_id and spec.build.project_id):
        yield Problem(
            ("build",),
            "CircleCI starts the pipeline, and its identity tokens are told apart by "
            "`organization_id` and `project_id`",
            "copy both UUIDs from the settings of the organization and of the project",
        )
    if spec.scaling.max > spec.scaling.min:
        yield Problem(
            ("scaling", "max"),
            "the service is made by ecs-cli and not by Terraform, which therefore cannot scale it",
            f"set max to {spec.scaling.min}, or {move}",
        )


CHECKS = (_build, _job, _blue_green, _rolling, _service_connect, _ecs_cli)
