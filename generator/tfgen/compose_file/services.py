"""Checks of docker-compose.yml: what ecs-cli refuses or passes over, and what Fargate refuses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from tfgen.compose_file import keys
from tfgen.compose_file.files import ComposeFiles, mapping
from tfgen.errors import InputError

_PROTOCOL = re.compile(r"/(tcp|udp)\Z")
_PARTS = 3


def errors(files: ComposeFiles) -> Iterator[InputError]:
    """Everything in docker-compose.yml that keeps a deployment from happening."""
    yield from _top(files)
    for name, service in files.services.items():
        for check in (_keys, _image, _ports, _volumes, _environment, _env_files, _logging):
            yield from check(files, name, service)


def warnings(files: ComposeFiles) -> Iterator[str]:
    """What ecs-cli passes over, in its own words."""
    for name, service in files.services.items():
        for key in mapping(service):
            if key in keys.PASSED_OVER[files.version]:
                yield (
                    f"Skipping unsupported YAML option for service... option name={key} "
                    f"service name={name}"
                )


def ports(service: Any) -> list[tuple[int, int, str]]:
    """The ports of a service: of the container, of the host (0: none), and the protocol.

    Raises ValueError, with what is wrong, for a port that ecs-cli cannot read.
    """
    return [_port(one) for one in mapping(service).get("ports") or []]


def _port(written: Any) -> tuple[int, int, str]:
    if isinstance(written, dict):
        raise ValueError("the long form of a port is newer than version 3.0")
    value = str(written)
    protocol = _PROTOCOL.search(value)
    parts = _PROTOCOL.sub("", value).split(":")
    numbers = parts[-2:]
    if len(parts) > _PARTS or not numbers[-1]:
        raise ValueError(f"{value!r} has no container port")
    if not all(one.isdecimal() for one in numbers):
        raise ValueError(f"{value!r} is no pair of port numbers")
    host = int(numbers[0]) if len(numbers) > 1 else 0
    return int(numbers[-1]), host, protocol[1] if protocol else "tcp"


def _top(files: ComposeFiles) -> Iterator[InputError]:
    if not files.services:
        yield InputError(
            "docker-compose.yml has no services: there is nothing to deploy",
            where=files.compose_file.where(["services"]),
            hint="add one container below `services`",
        )
    for key in files.compose_file.data:
        if files.version in keys.TOP and key not in keys.TOP[files.version]:
            yield InputError(
                f"ecs-cli refuses the key `{key}` at the top of version {files.version}",
                where=files.compose_file.where([key]),
                hint="the keys that it takes: services, volumes, networks",
            )


def _keys(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    used, passed_over = keys.USED[files.version], keys.PASSED_OVER[files.version]
    for key, value in service.items():
        where = partial(files.of_service, name, key)
        if files.version == "3" and key in keys.FORBIDDEN:
            yield InputError(
                f"ecs-cli refuses `{key}` in version 3",
                where=where(),
                hint="put cpu and memory of a container into ecs-params.yml, below "
                f"task_definition.services.{name}",
            )
        elif key not in used and key not in passed_over:
            near = difflib.get_close_matches(str(key), used, n=1, cutoff=0.6)
            yield InputError(
                f"ecs-cli refuses the key `{key}` of a service in version {files.version}",
                where=where(),
                hint=f"did you mean `{near[0]}`?" if near else f"it takes: {_list(used)}",
            )
        elif key in keys.NOT_ON_FARGATE and value:
            reason = keys.NOT_ON_FARGATE[key]
            yield InputError(f"`{key}`: {reason}", where=where(), hint="remove it")
    for key in mapping(service.get("healthcheck")):
        if key not in keys.HEALTH_CHECK:
            yield InputError(
                f"ecs-cli refuses `{key}` in the health check of version 3",
                where=files.of_service(name, "healthcheck", key),
                hint=f"put it into ecs-params.yml: task_definition.services.{name}.healthcheck",
            )


def _image(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    # One that a missing variable left empty is said to be so already.
    if files.has_image(name) or "extends" in service:
        return
    reason = "ecs-cli builds nothing" if "build" in service else "ECS refuses it"
    yield InputError(
        f"the service {name!r} has no image, and {reason}",
        where=files.of_service(name, "build"),
        hint="write image: ${IMAGE} for what the pipeline built",
    )


def _ports(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    for index, written in enumerate(service.get("ports") or []):
        where = partial(files.of_service, name, "ports", index)
        try:
            container, host, _ = _port(written)
        except ValueError as error:
            yield InputError(f"port: {error}", where=where(), hint='write "3000:3000"')
            continue
        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
        if host not in (0, container):
            yield InputError(
                f"port {written}: a task of network mode awsvpc has no other port outside",
                where=where(),
                hint=f'write "{container}:{container}"',
            )


def _volumes(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    for index, written in enumerate(service.get("volumes") or []):
        where = partial(files.of_service, name, "volumes", index)
        if not isinstance(written, str):
            yield InputError(
                "the long form of a volume is newer than version 3.0",
                where=where(),
                hint='write "data:/var/data"',
            )
        elif written.startswith((".", "/", "~")) and ":" in written:
            yield InputError(
                f"volume {written}: Fargate has no folders of a host",
                where=where(),
                hint="name a volume instead, such as data:/var/data, or put the files in the image",
            )


def _environment(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    found = service.get("environment")
    for key, value in mapping(found).items():
        if isinstance(value, bool | dict | list):
            shown = str(value).lower()
            yield InputError(
                f"ecs-cli refuses {shown} as the value of {key}",
                where=files.of_service(name, "environment", key),
                hint=f'put it in quotes: "{shown}"',
            )


def _env_files(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    found = service.get("env_file") or []
    for path in [found] if isinstance(found, str) else found:
        if not (files.compose_file.path.parent / str(path)).is_file():
            yield InputError(
                f"there is no file {path}, which `env_file` names",
                where=files.of_service(name, "env_file"),
                hint="commit it, or set the variables below `environment`",
            )


def _logging(files: ComposeFiles, name: str, service: dict[str, Any]) -> Iterator[InputError]:
    logging = mapping(service.get("logging"))
    driver = logging.get("driver") or service.get("log_driver")
    options = mapping(logging.get("options") or service.get("log_opt"))
    where = partial(files.of_service, name, "logging")
    if driver and driver not in keys.LOG_DRIVERS:
        yield InputError(
            f"Fargate has no log driver {driver!r}",
            where=where(),
            hint=f"use one of: {_list(keys.LOG_DRIVERS)}",
        )
    missing = [one for one in keys.AWSLOGS if driver == "awslogs" and one not in options]
    if missing:
        yield InputError(
            f"the log driver awslogs lacks {', '.join(missing)}",
            where=where(),
            hint="awslogs-group: ${LOG_GROUP}, awslogs-region: ${REGION}, and a prefix",
        )


def _list(values: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(sorted(values))
