"""The keys of a container in `services/<service>.yaml`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tfgen.edge import Strict

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
CONTAINER_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,254}\Z")
SECRET = re.compile(
    r"^(?:"
    r"ssm:(?P<parameter>/[\w./-]+)"
    r"|ssm:(?P<parameter_arn>arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter/[\w./-]+)"
    r"|secretsmanager:(?P<secret>[\w/+=.@-]+)(?:\#(?P<key>[\w.-]+))?"
    r"|secretsmanager:(?P<secret_arn>arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+)"
    r"(?:\#(?P<arn_key>[\w.-]+))?"
    r")\Z"
)


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
Port = Annotated[int, Field(ge=1, le=65535)]


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
