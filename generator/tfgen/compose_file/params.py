"""Checks of ecs-params.yml: what Fargate needs, and what ecs-cli would silently leave out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from tfgen import fargate
from tfgen.compose_file import keys
from tfgen.compose_file.files import ComposeFiles, mapping
from tfgen.errors import InputError
from tfgen.yaml_file import Key

CONDITIONS = ("START", "COMPLETE", "SUCCESS", "HEALTHY")
_GIB = re.compile(r"(?P<amount>\d+(?:\.\d+)?)\s*GB\Z", re.IGNORECASE)
_MIB_IN_GIB = 1024


def errors(files: ComposeFiles) -> Iterator[InputError]:
    """Everything in ecs-params.yml that keeps a deployment from happening, or has no effect."""
    yield from _unknown(files, files.params, keys.PARAMS, ())
    yield from _needed(files)
    yield from _size(files)
    yield from _network(files)
    for location, reason in keys.PARAMS_NOT_ON_FARGATE.items():
        if mapping(files.params.get(location[0])).get(location[1]):
            yield InputError(
                f"`{'.'.join(location)}`: {reason}",
                where=files.of_params(*location),
                hint="remove it",
            )
    for name, container in files.container_params.items():
        yield from _container(files, name, mapping(container))
    yield from _essential(files)


def megabytes(value: Any) -> int | None:
    """`0.5GB` or `512` in MiB; None where it is neither."""
    written = str(value)
    if match := _GIB.match(written):
        return int(float(match["amount"]) * _MIB_IN_GIB)
    return int(written) if written.isdecimal() else None


def _unknown(
    files: ComposeFiles, node: Any, known: Mapping[str, Any], location: tuple[Key, ...]
) -> Iterator[InputError]:
    for index, one in enumerate(node if isinstance(node, list) else ()):
        yield from _unknown(files, one, known, (*location, index))
    for key, value in mapping(node).items():
        place = (*location, key)
        if "*" not in known and key not in known:
            near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.5)
            yield InputError(
                f"ecs-cli knows no key `{key}` here, and leaves it out without a word",
                where=files.of_params(*place),
                hint=f"did you mean `{near[0]}`?" if near else f"it takes: {', '.join(known)}",
            )
        elif isinstance(below := known.get(key, known.get("*")), Mapping):
            yield from _unknown(files, value, below, place)


def _needed(files: ComposeFiles) -> Iterator[InputError]:
    task = mapping(files.params.get("task_definition"))
    if task.get("ecs_network_mode") != "awsvpc":
        yield InputError(
            "Fargate needs the network mode awsvpc",
            where=files.of_params("task_definition", "ecs_network_mode"),
            hint="write ecs_network_mode: awsvpc below task_definition",
        )
    if not task.get("task_execution_role"):
        yield InputError(
            "there is no execution role, without which Fargate pulls no image and writes no logs",
            where=files.of_params("task_definition", "task_execution_role"),
            hint="write task_execution_role: ${EXECUTION_ROLE_ARN} below task_definition",
        )


def _size(files: ComposeFiles) -> Iterator[InputError]:
    size = mapping(mapping(files.params.get("task_definition")).get("task_size"))
    where = partial(files.of_params, "task_definition", "task_size")
    if missing := [key for key in ("cpu_limit", "mem_limit") if not size.get(key)]:
        yield InputError(
            f"Fargate needs the size of the task: {' and '.join(missing)}",
            where=where(),
            hint="write task_size: {cpu_limit: ${TASK_CPU}, mem_limit: ${TASK_MEMORY}}",
        )
        return
    cpu, memory = str(size["cpu_limit"]), megabytes(size["mem_limit"])
    if not cpu.isdecimal() or int(cpu) not in fargate.SIZES:
        yield InputError(
            f"Fargate has no task of cpu {cpu}",
            where=where(),
            hint=f"use one of: {', '.join(map(str, fargate.SIZES))}",
        )
    elif memory not in fargate.SIZES[int(cpu)]:
        yield InputError(
            f"Fargate has no {size['mem_limit']} of memory with cpu {cpu}",
            where=where(),
            hint=f"in MiB: {', '.join(map(str, fargate.SIZES[int(cpu)]))}",
        )


def _network(files: ComposeFiles) -> Iterator[InputError]:
    place = ("run_params", "network_configuration", "awsvpc_configuration")
    found: Any = files.params
    for key in place:
        found = mapping(mapping(found).get(key))
    if not found.get("subnets"):
        yield InputError(
            "at least one subnet is required in the network configuration",
            where=files.of_params(*place, "subnets"),
            hint="write subnets: [$SUBNET_IDS] below run_params.network_configuration."
            "awsvpc_configuration",
        )
    if found.get("assign_public_ip") not in (None, "ENABLED", "DISABLED"):
        yield InputError(
            f"assign_public_ip is {found['assign_public_ip']!r}",
            where=files.of_params(*place, "assign_public_ip"),
            hint="write ENABLED or DISABLED, or ${ASSIGN_PUBLIC_IP}",
        )


def _container(files: ComposeFiles, name: str, given: Mapping[str, Any]) -> Iterator[InputError]:
    place = ("task_definition", "services", name)
    if name not in files.services:
        near = difflib.get_close_matches(name, list(files.services), n=1, cutoff=0.5)
        yield InputError(
            f"docker-compose.yml has no service {name!r}, so ecs-cli leaves this out",
            where=files.of_params(*place),
            hint=f"did you mean {near[0]!r}?" if near else f"it has: {', '.join(files.services)}",
        )
        return
    if given.get("gpu"):
        yield InputError(
            "Fargate has no GPUs", where=files.of_params(*place, "gpu"), hint="remove it"
        )
    check = mapping(given.get("healthcheck"))
    if check.get("test") and check.get("command"):
        yield InputError(
            "healthcheck.test and healthcheck.command can not both be specified",
            where=files.of_params(*place, "healthcheck"),
            hint="keep one of them",
        )
    yield from _secrets(files, name, given)
    yield from _dependencies(files, name, given)


def _secrets(files: ComposeFiles, name: str, given: Mapping[str, Any]) -> Iterator[InputError]:
    environment = mapping(files.services[name]).get("environment") or {}
    names = {str(one).partition("=")[0] for one in environment}
    for index, one in enumerate(given.get("secrets") or []):
        secret = mapping(one)
        where = partial(files.of_params, "task_definition", "services", name, "secrets", index)
        if not (secret.get("name") and secret.get("value_from")):
            yield InputError(
                "a secret needs `name` and `value_from`",
                where=where(),
                hint='{name: DATABASE_URL, value_from: "${…}"}',
            )
        elif secret["name"] in names:
            yield InputError(
                f"{secret['name']} is an environment variable and a secret, which ECS refuses",
                where=where(),
                hint="remove it from `environment` in docker-compose.yml",
            )


def _dependencies(files: ComposeFiles, name: str, given: Mapping[str, Any]) -> Iterator[InputError]:
    for index, one in enumerate(given.get("depends_on") or []):
        wanted = mapping(one)
        where = partial(files.of_params, "task_definition", "services", name, "depends_on", index)
        if wanted.get("container_name") not in files.services:
            yield InputError(
                f"there is no container {wanted.get('container_name')!r} to depend on",
                where=where(),
                hint=f"write container_name and one of: {', '.join(files.services)}",
            )
        elif wanted.get("condition") not in CONDITIONS:
            yield InputError(
                f"{wanted.get('condition')!r} is no condition",
                where=where(),
                hint=f"condition is one of: {', '.join(CONDITIONS)}",
            )


def _essential(files: ComposeFiles) -> Iterator[InputError]:
    given = files.container_params
    if files.services and all(
        mapping(given.get(name)).get("essential") is False for name in files.services
    ):
        yield InputError(
            "the task has no essential container",
            where=files.of_params("task_definition", "services"),
            hint="leave essential: false out of one",
        )
