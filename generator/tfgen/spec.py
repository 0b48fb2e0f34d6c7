"""The keys of `services/<service>.yaml`, as one environment sees them.

`services.py` merges what a spec says for an environment over what it says for all, and reads
the result as a `ServiceSpec`. What keys mean to each other is checked in `spec_checks.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tfgen.edge import Strict

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
CONTAINER_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,254}\Z")
SERVICE_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
# Refused at the start of a parameter's name, and of a security group's.
RESERVED = ("aws", "ssm", "sg-")
SECRET = re.compile(
    r"^(?:"
    r"ssm:(?P<parameter>/[\w./-]+)"
    r"|ssm:(?P<parameter_arn>arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter/[\w./-]+)"
    r"|secretsmanager:(?P<secret>[\w/+=.@-]+)(?:\#(?P<key>[\w.-]+))?"
    r"|secretsmanager:(?P<secret_arn>arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+)"
    r"(?:\#(?P<arn_key>[\w.-]+))?"
    r")\Z"
)


def _whole_if_it_is(value: float) -> float:
    return int(value) if value.is_integer() else value


Port = Annotated[int, Field(ge=1, le=65535)]
Percent = Annotated[float, Field(gt=0, le=100), AfterValidator(_whole_if_it_is)]


def _service_name(value: str) -> str:
    if not SERVICE_NAME.match(value) or value.startswith(RESERVED):
        raise ValueError(
            f"is no name that AWS takes everywhere: {value!r}\n"
            "use lower-case letters, digits and single hyphens, a letter first, such as web-admin; "
            "names that begin with aws, ssm or sg- are Amazon's own"
        )
    return value


def _secret(value: str) -> str:
    if not SECRET.match(value):
        raise ValueError(
            f"is a malformed secret reference: {value!r}\n"
            "write ssm:/path/to/parameter, secretsmanager:name or secretsmanager:name#key"
        )
    return value


def _text(value: Any) -> Any:
    """Environment variables are text; YAML's integers and booleans have one clear text each."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        raise ValueError(
            f'is a number ({value}), which has several spellings\nput it in quotes: "…"'
        )
    return value


Text = Annotated[str, BeforeValidator(_text, json_schema_input_type=str | int | bool)]


def _one_as_list(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class Source(Strict):
    """The application's repository (`owner/name`) and the branch that deploys."""

    repository: Annotated[str, Field(pattern=r"^[\w.-]+(/[\w.-]+)+$")]
    branch: Annotated[str, Field(min_length=1)] = "main"


class Build(Strict):
    """Where the image is built, and from what."""

    where: Literal["pipeline", "app-ci"] = "pipeline"
    provider: Literal["github-actions", "circleci"] | None = None
    dockerfile: str = "Dockerfile"
    context: str = "."
    args: dict[str, Text] = {}
    compute_type: str = "BUILD_GENERAL1_SMALL"


class HealthCheck(Strict):
    """A container's own health check; times in seconds."""

    command: Annotated[tuple[str, ...], Field(min_length=1)]
    interval: Annotated[int, Field(ge=5, le=300)] = 30
    timeout: Annotated[int, Field(ge=2, le=60)] = 5
    retries: Annotated[int, Field(ge=1, le=10)] = 3
    start_period: Annotated[int, Field(ge=0, le=300)] = 0


class Container(Strict):
    """One container of the task; without `image` it runs what the pipeline builds."""

    image: Annotated[str, Field(min_length=1)] | None = None
    port: Port | None = None
    essential: bool = True
    cpu: Annotated[int, Field(ge=0)] | None = None
    memory: Annotated[int, Field(ge=6)] | None = None
    memory_reservation: Annotated[int, Field(ge=6)] | None = None
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    working_directory: str = ""
    user: str = ""
    environment: dict[str, Text] = {}
    secrets: dict[str, Annotated[str, AfterValidator(_secret)]] = {}
    health_check: HealthCheck | None = None
    depends_on: dict[str, Literal["START", "COMPLETE", "SUCCESS", "HEALTHY"]] = {}
    stop_timeout: Annotated[int, Field(ge=2, le=120)] | None = None
    read_only_root: bool = False


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


class Scaling(Strict):
    """How many tasks run; with `max` over `min`, Application Auto Scaling decides."""

    min: Annotated[int, Field(ge=0)] = 1
    max: Annotated[int, Field(ge=1)] = 1
    cpu: Percent | None = None
    memory: Percent | None = None
    requests_per_target: Annotated[int, Field(ge=1)] | None = None


class Alarms(Strict):
    """CloudWatch alarms; each exists where it has a threshold."""

    topic_arns: tuple[str, ...] = ()
    cpu: Percent | None = None
    memory: Percent | None = None
    http_5xx: Annotated[int, Field(ge=1)] | None = None
    running_tasks: Annotated[int, Field(ge=1)] | None = None


class Deployment(Strict):
    """How new tasks replace old ones."""

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=200)] = 100
    maximum_percent: Annotated[int, Field(ge=101, le=400)] = 200
    grace_period: Annotated[int, Field(ge=0)] = 60
    timeout: Annotated[int, Field(ge=1, le=60)] = 20
    wait: bool = False
    bootstrap_image: str = "public.ecr.aws/nginx/nginx:1.27"


class CapacityProvider(Strict):
    """The share of a capacity provider."""

    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    base: Annotated[int, Field(ge=0)] = 0


class Permission(Strict):
    """What the application itself may do in AWS."""

    actions: Annotated[tuple[str, ...], Field(min_length=1)]
    resources: Annotated[tuple[str, ...], Field(min_length=1)]


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
    capacity_providers: dict[Literal["FARGATE", "FARGATE_SPOT"], CapacityProvider] = {}
    execute_command: bool = False
    permissions: tuple[Permission, ...] = ()
    kms_key_arns: tuple[str, ...] = ()
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] = 30
    assets: Literal["self", "cdn"] = "self"

    @property
    def built(self) -> tuple[str, ...]:
        """The containers that run the image which the pipeline builds."""
        return tuple(name for name, one in self.containers.items() if one.image is None)
