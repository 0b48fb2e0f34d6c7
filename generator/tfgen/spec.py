"""The keys of `services/<service>.yaml`, as one environment sees them.

`services.py` merges what a spec says for an environment over what it says for all, and reads
the result as a `ServiceSpec`. What keys mean to each other is checked in `spec_checks.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tfgen.container_spec import Container, Text
from tfgen.edge import Strict

SERVICE_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
FUNCTION_ARN = re.compile(r"^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]+)?\Z")
EXPRESSION = re.compile(
    r"^(?:cron\([^ ()]+ [^ ()]+ (?:\? [^ ()]+ [^ ()?]+|[^ ()?]+ [^ ()]+ \?) [^ ()]+\)"
    r"|rate\([1-9]\d* (?:minute|hour|day)s?\)"
    r"|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))\Z"
)
KMS_KEY = r"^arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+$"
TOPIC = r"^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+|ssm:/.+|remote_state:.+)$"
# CircleCI's IDs are UUIDs, GitHub's are numbers.
CI_ID = r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+)$"
# Refused at the start of a parameter's name, and of a security group's.
RESERVED = ("aws", "ssm", "sg-")


def _whole_if_it_is(value: float) -> float:
    return int(value) if value.is_integer() else value


Action = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[\w*?]+$")]
Resource = Annotated[str, Field(pattern=r"^(arn:.+|\*)$")]
HookName = Literal[
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
]
GuardCode = Literal[
    "deploying",
    "foreign-revision",
    "listener-turned",
    "other-image",
    "desired-count",
    "service-replaced",
    "stateful",
]
Percent = Annotated[float, Field(gt=0, le=100), AfterValidator(_whole_if_it_is)]


def _service_name(value: str) -> str:
    if not SERVICE_NAME.match(value) or value.startswith(RESERVED):
        raise ValueError(
            f"is no name that AWS takes everywhere: {value!r}\n"
            "use lower-case letters, digits and single hyphens, a letter first, such as web-admin; "
            "names that begin with aws, ssm or sg- are Amazon's own"
        )
    return value


def _expression(value: str) -> str:
    if not EXPRESSION.match(value):
        raise ValueError(
            f"is no expression of EventBridge Scheduler: {value!r}\n"
            'write "cron(0 3 * * ? *)" (minutes hours day-of-month month day-of-week year, a ? for '
            'one of the two days) or "rate(1 hour)"'
        )
    return value


def _function_arn(value: str) -> str:
    if not FUNCTION_ARN.match(value):
        raise ValueError(
            f"is no ARN of a Lambda function: {value!r}\n"
            "write arn:aws:lambda:REGION:ACCOUNT:function:NAME"
        )
    return value


def _one_as_list(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class Source(Strict):
    """The application's repository (`owner/name`) and the branch that deploys."""

    repository: Annotated[str, Field(pattern=r"^[\w.-]+(/[\w.-]+)+$")]
    branch: Annotated[str, Field(min_length=1)] = "main"


class Build(Strict):
    """Where the image is built, and from what.

    With `where: app-ci` the push of an image with the tag `tag` deploys it. `organization_id` and
    `project_id` are those that the CI's identity tokens carry: CircleCI's UUIDs; for GitHub the
    numbers of the owner and the repository, which may be left out.
    """

    where: Literal["pipeline", "app-ci"] = "pipeline"
    provider: Literal["github-actions", "circleci"] | None = None
    organization_id: Annotated[str, Field(pattern=CI_ID)] | None = None
    project_id: Annotated[str, Field(pattern=CI_ID)] | None = None
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
    tag: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][\w.-]{0,127}$")] = "release"
    dockerfile: str = "Dockerfile"
    context: str = "."
    args: dict[str, Text] = {}
    compute_type: str = "BUILD_GENERAL1_SMALL"


class TargetHealthCheck(Strict):
    """The load balancer's health check; times in seconds."""

    path: Annotated[str, Field(pattern=r"^/")] = "/"
    matcher: str = "200"
    interval: Annotated[int, Field(ge=5, le=300)] = 15
    timeout: Annotated[int, Field(ge=2, le=120)] = 5
    healthy_threshold: Annotated[int, Field(ge=2, le=10)] = 2
    unhealthy_threshold: Annotated[int, Field(ge=2, le=10)] = 3


class Ingress(Strict):
    """One target group and the listener rule that leads to it."""

    listener: str
    container: str
    priority: Annotated[int, Field(ge=1, le=50000)]
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    health_check: TargetHealthCheck = TargetHealthCheck()
    deregistration_delay: Annotated[int, Field(ge=0, le=3600)] = 60


class Queue(Strict):
    """An SQS queue that a worker empties, and how many waiting messages one task bears."""

    name: Annotated[str, Field(pattern=r"^[\w-]{1,80}(\.fifo)?$")]
    messages_per_task: Annotated[int, Field(ge=1)]


class Scaling(Strict):
    """How many tasks run; with `max` over `min`, Application Auto Scaling decides."""

    min: Annotated[int, Field(ge=0)] = 1
    max: Annotated[int, Field(ge=1)] = 1
    cpu: Percent | None = None
    memory: Percent | None = None
    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    queue: Queue | None = None


class Alarms(Strict):
    """CloudWatch alarms; each exists where it has a threshold."""

    topic_arns: tuple[Annotated[str, Field(pattern=TOPIC)], ...] = ()
    cpu: Percent | None = None
    memory: Percent | None = None
    http_5xx: Annotated[int, Field(ge=1)] | None = None
    running_tasks: Annotated[int, Field(ge=1)] | None = None


class Deployment(Strict):
    """How new tasks replace old ones.

    `configuration`, `hooks`, `deploy_on_change` and `wait_minutes` are those of blue/green.
    """

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=200)] = 100
    maximum_percent: Annotated[int, Field(ge=101, le=400)] = 200
    grace_period: Annotated[int, Field(ge=0)] = 60
    timeout: Annotated[int, Field(ge=1, le=60)] = 20
    wait: bool = False
    bootstrap_image: Annotated[str, Field(min_length=1)] | None = None
    approval: bool = False
    # https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
    configuration: Literal[
        "CodeDeployDefault.ECSAllAtOnce",
        "CodeDeployDefault.ECSCanary10Percent5Minutes",
        "CodeDeployDefault.ECSCanary10Percent15Minutes",
        "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
        "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
    ] = "CodeDeployDefault.ECSAllAtOnce"
    hooks: dict[HookName, Annotated[str, AfterValidator(_function_arn)]] = {}
    deploy_on_change: bool = False
    wait_minutes: Annotated[int, Field(ge=0, le=2880)] = 5


class Schedule(Strict):
    """When a job runs: an expression of EventBridge Scheduler, in a time zone.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    expression: Annotated[str, AfterValidator(_expression)]
    timezone: Annotated[str, Field(pattern=r"^[A-Za-z]+([/_+-]\w+)*$")] = "UTC"
    enabled: bool = True
    retries: Annotated[int, Field(ge=0, le=185)] = 2


class ServiceConnect(Strict):
    """A Cloud Map namespace that the service calls others in, and the container it offers there."""

    namespace: Annotated[str, Field(min_length=1)]
    container: str | None = None


class Migration(Strict):
    """A move from another strategy that is under way; `tfgen migrate` writes it."""

    source: Annotated[Literal["ecs-cli", "codepipeline", "codedeploy"], Field(alias="from")]
    step: Annotated[int, Field(ge=1, le=3)]


class CapacityProvider(Strict):
    """The share of a capacity provider."""

    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    base: Annotated[int, Field(ge=0)] = 0


class Permission(Strict):
    """What the application itself may do in AWS."""

    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)]


class ServiceSpec(Strict):
    """A service in one environment."""

    name: Annotated[str, AfterValidator(_service_name)]
    owner: str = ""
    kind: Literal["web", "worker", "job"] = "web"
    strategy: Literal["ecs-cli", "codepipeline", "codedeploy"]
    source: Source
    build: Build = Build()
    cpu: int = 256
    memory: int = 512
    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    ephemeral_storage: Annotated[int, Field(ge=21, le=200)] | None = None
    containers: Annotated[dict[str, Container], Field(min_length=1)]
    ingress: Annotated[tuple[Ingress, ...], BeforeValidator(_one_as_list)] = ()
    scaling: Scaling = Scaling()
    alarms: Alarms = Alarms()
    deployment: Deployment = Deployment()
    schedule: Schedule | None = None
    service_connect: ServiceConnect | None = None
    # Written by `tfgen migrate`: which of two services that stand side by side, and how far it is.
    slot: Literal["", "b"] = ""
    migration: Migration | None = None
    capacity_providers: dict[Literal["FARGATE", "FARGATE_SPOT"], CapacityProvider] = {}
    execute_command: bool = False
    permissions: tuple[Permission, ...] = ()
    kms_key_arns: tuple[Annotated[str, Field(pattern=KMS_KEY)], ...] = ()
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] = 30
    assets: Literal["self", "cdn"] = "self"
    # Services of the same environment whose stacks are planned and applied before this one.
    depends_on: tuple[str, ...] = ()
    # What `tfgen plan` may find in its plans and let pass (docs/plan.md#guards).
    allow_guards: tuple[GuardCode, ...] = ()

    @property
    def bootstrap_image(self) -> str:
        """What runs until the first deployment: for a job something that ends by itself."""
        kind = "docker/library/busybox:1.37" if self.kind == "job" else "nginx/nginx:1.27"
        return self.deployment.bootstrap_image or f"public.ecr.aws/{kind}"

    @property
    def built(self) -> tuple[str, ...]:
        """The containers that run the image which the pipeline builds."""
        return tuple(name for name, one in self.containers.items() if one.image is None)
