"""Reads docker-compose.yml and ecs-params.yml and says everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tfgen.compose_file import files, params, services, shape
from tfgen.compose_file.files import ComposeFiles
from tfgen.errors import InputError, InputErrors

# A container and its port, which a target group leads to.
Entrance = tuple[str, int]


def check(
    compose: Path,
    ecs_params: Path,
    environment: Mapping[str, str],
    entrances: Iterable[Entrance] = (),
) -> ComposeFiles:
    """Both files with the variables of `environment` (name -> value) put in.

    `entrances` are the containers and ports that target groups lead to. Raises InputError, or
    InputErrors for several, each with file, line and remedy: what ecs-cli or Fargate would refuse,
    what ecs-cli would leave out without a word, identifiers that belong to one account, and
    variables that nothing sets.
    """
    found, errors = files.read(compose, ecs_params, environment)
    misshapen = list(shape.errors(found))
    errors += misshapen
    if not misshapen:
        errors += services.errors(found)
        errors += params.errors(found)
        errors += _entrances(found, entrances)
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)
    return found


def _entrances(found: ComposeFiles, entrances: Iterable[Entrance]) -> Iterable[InputError]:
    for container, port in entrances:
        if container not in found.services:
            yield InputError(
                f"there is no service {container!r}, which a target group leads to",
                where=found.compose_file.where(["services"]),
                hint=f"its services: {', '.join(found.services)}",
            )
        elif port not in _ports(found, container):
            yield InputError(
                f"the service {container!r} has no port {port}, which a target group leads to",
                where=found.of_service(container, "ports"),
                hint=f'add ports: ["{port}:{port}"]',
            )


def _ports(found: ComposeFiles, container: str) -> set[int]:
    try:
        return {one[0] for one in services.ports(found.services[container])}
    except ValueError:
        return set()  # said already, by the check of the ports themselves
