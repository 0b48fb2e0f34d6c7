"""docker-compose.yml and ecs-params.yml -> what RegisterTaskDefinition takes, as ecs-cli makes it.

https://github.com/aws/amazon-ecs-cli/tree/mainline/ecs-cli/modules/utils/compose
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tfgen.compose_file import services
from tfgen.compose_file.files import ComposeFiles, mapping
from tfgen.compose_file.params import megabytes

_DURATION = re.compile(r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+)s)?\Z")
_BYTES = re.compile(r"(?P<amount>\d+)\s*(?P<unit>[bkmg]?)b?\Z", re.IGNORECASE)
_MIB = {"b": 1 / 2**20, "": 1 / 2**20, "k": 1 / 2**10, "m": 1, "g": 2**10}
# Keys of a compose service that ECS has under another name, as they are.
_SAME = {
    "user": "user",
    "working_dir": "workingDirectory",
    "read_only": "readonlyRootFilesystem",
    "tty": "pseudoTerminal",
}


def definition(files: ComposeFiles, family: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of RegisterTaskDefinition for a task on Fargate."""
    params = mapping(files.params["task_definition"])
    size = params["task_size"]
    found = {
        "family": family,
        "networkMode": params["ecs_network_mode"],
        "requiresCompatibilities": ["FARGATE"],
        "cpu": str(size["cpu_limit"]),
        "memory": str(megabytes(size["mem_limit"])),
        "executionRoleArn": params["task_execution_role"],
        "taskRoleArn": params.get("task_role_arn"),
        "containerDefinitions": [
            _container(files, name, environment) for name in sorted(files.services)
        ],
        "volumes": [{"name": name} for name in sorted(_volumes(files))],
    }
    return {key: value for key, value in found.items() if value}


def network(files: ComposeFiles) -> dict[str, Any]:
    """The network configuration of the service."""
    found = files.params["run_params"]["network_configuration"]["awsvpc_configuration"]
    return {
        "awsvpcConfiguration": {
            "subnets": found["subnets"],
            "securityGroups": found.get("security_groups") or [],
            "assignPublicIp": found.get("assign_public_ip") or "DISABLED",
        }
    }


def _container(files: ComposeFiles, name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    service, params = files.services[name], mapping(files.container_params.get(name))
    logging = mapping(service.get("logging"))
    found = {
        "name": name,
        "image": service["image"],
        "cpu": params.get("cpu_shares"),
        "memory": _memory(params.get("mem_limit") or service.get("mem_limit")),
        "memoryReservation": _memory(
            params.get("mem_reservation") or service.get("mem_reservation")
        ),
        "portMappings": [
            {"containerPort": port, "hostPort": port, "protocol": protocol}
            for port, _, protocol in services.ports(service)
        ],
        "entryPoint": _words(service.get("entrypoint")),
        "command": _words(service.get("command")),
        "environment": list(_environment(files, service, environment)),
        "secrets": [
            {"name": one["name"], "valueFrom": one["value_from"]}
            for one in params.get("secrets") or []
        ],
        "mountPoints": [_mount(one) for one in service.get("volumes") or []],
        "dockerLabels": dict(_pairs(service.get("labels"))),
        "dependsOn": [
            {"containerName": one["container_name"], "condition": one["condition"]}
            for one in params.get("depends_on") or []
        ],
        "healthCheck": _health_check(service.get("healthcheck"), params.get("healthcheck")),
        "stopTimeout": _seconds(service.get("stop_grace_period")),
        "logConfiguration": {"logDriver": logging["driver"], "options": logging.get("options", {})}
        if logging.get("driver")
        else None,
        **{ecs: service.get(key) for key, ecs in _SAME.items()},
    }
    kept = {key: value for key, value in found.items() if value not in (None, [], {}, "")}
    return {**kept, "essential": params.get("essential", True)}


def _environment(
    files: ComposeFiles, service: Mapping[str, Any], given: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    pairs: dict[str, Any] = {}
    named = service.get("env_file") or []
    for path in [named] if isinstance(named, str) else named:
        text = (files.compose_file.path.parent / Path(path)).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        pairs.update(_pairs(lines))
    pairs.update(_pairs(service.get("environment")))
    for key, value in sorted(pairs.items()):
        yield {"name": key, "value": given.get(key, "") if value is None else str(value)}


def _pairs(found: Any) -> Iterator[tuple[str, Any]]:
    """A mapping, or a list of `KEY=value` and bare `KEY`."""
    if isinstance(found, dict):
        yield from ((str(key), value) for key, value in found.items())
        return
    for one in found or []:
        key, equals, value = str(one).partition("=")
        yield key, value if equals else None


def _health_check(compose: Any, params: Any) -> dict[str, Any] | None:
    """ecs-params.yml wins, key by key."""
    both = {**mapping(compose), **mapping(params)}
    test = both.get("command") or both.get("test")
    if both.get("disable") or not test:
        return None
    command = ["CMD-SHELL", test] if isinstance(test, str) else list(test)
    found = {
        "command": command,
        "interval": _seconds(both.get("interval")),
        "timeout": _seconds(both.get("timeout")),
        "startPeriod": _seconds(both.get("start_period")),
        "retries": both.get("retries"),
    }
    return {key: value for key, value in found.items() if value is not None}


def _volumes(files: ComposeFiles) -> set[str]:
    written = [one for service in files.services.values() for one in service.get("volumes") or []]
    return {_mount(one)["sourceVolume"] for one in written}


def _mount(written: str) -> dict[str, Any]:
    name, _, rest = written.partition(":")
    path, _, mode = rest.partition(":")
    # A path alone is a volume without a name of its own.
    source = name if path else f"volume-{name.strip('/').replace('/', '-')}"
    return {"sourceVolume": source, "containerPath": path or name, "readOnly": mode == "ro"}


def _words(written: Any) -> list[str]:
    return shlex.split(written) if isinstance(written, str) else [str(one) for one in written or []]


def _seconds(written: Any) -> int | None:
    if written is None or isinstance(written, int):
        return written
    if str(written).isdecimal():
        return int(written)
    parts = _DURATION.match(str(written))
    if parts is None:
        return None
    hours, minutes, seconds = (int(parts[unit] or 0) for unit in "hms")
    return (hours * 60 + minutes) * 60 + seconds


def _memory(written: Any) -> int | None:
    """`512m` in MiB; a number counts bytes."""
    parts = _BYTES.match(str(written))
    return int(int(parts["amount"]) * _MIB[parts["unit"].lower()]) if parts else None
