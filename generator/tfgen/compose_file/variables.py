"""The environment variables that Terraform sets on the deploy step, for the two files to use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tfgen.compose_file import check, files
from tfgen.compose_file.files import ComposeFiles
from tfgen.hcl.write import Raw
from tfgen.spec import ServiceSpec
from tfgen.stack import ContainerBlock

# By digest, from what the build handed on.
IMAGE = "IMAGE"
# The same for every service; templates/terraform/ecs-cli/pipeline.tf.j2 gives them their values.
INFRASTRUCTURE = (
    *("TASK_ROLE_ARN", "EXECUTION_ROLE_ARN", "TASK_CPU", "TASK_MEMORY", "SUBNET_IDS"),
    *("SECURITY_GROUP_IDS", "ASSIGN_PUBLIC_IP", "LOG_GROUP", "REGION"),
)


def name(container: str, key: str) -> str:
    """The variable for an environment variable or a secret of a container: `WEB__RAILS_ENV`.

    The two underscores keep it apart from every variable of the infrastructure and of CodeBuild.
    """
    prefix = re.sub(r"\W", "_", container, flags=re.ASCII).upper()
    return f"{'' if prefix[:1].isalpha() else '_'}{prefix}__{key}"


def of_containers(blocks: Iterable[ContainerBlock]) -> tuple[tuple[str, str | Raw], ...]:
    """Name and value of every variable of the containers: texts, and the ARNs of secrets.

    Raises ValueError, naming both, where two containers would share a variable.
    """
    found: dict[str, tuple[str, str | Raw]] = {}
    for block in blocks:
        given: list[tuple[str, str | Raw]] = [*block.environment, *block.secrets]
        for key, value in given:
            variable = name(block.name, key)
            if variable in found:
                raise ValueError(
                    f"{key} of containers {found[variable][0]!r} and {block.name!r} would both be "
                    f"{variable}"
                )
            found[variable] = (block.name, value)
    return tuple((variable, value) for variable, (_, value) in found.items())


def stand_ins(spec: ServiceSpec) -> dict[str, str]:
    """A value for each variable that the files may use, right as far as the spec knows it."""
    values = {
        **{variable: variable.lower() for variable in (IMAGE, *INFRASTRUCTURE)},
        "TASK_CPU": str(spec.cpu),
        "TASK_MEMORY": str(spec.memory),
        "ASSIGN_PUBLIC_IP": "DISABLED",
    }
    for container, one in spec.containers.items():
        given: Mapping[str, str] = {**one.environment, **one.secrets}
        values |= {name(container, key): value for key, value in given.items()}
    return values


def check_source(folder: Path, spec: ServiceSpec) -> ComposeFiles:
    """The two files of an application's repository, checked against the spec of its service.

    Raises InputError or InputErrors, as `check.check`.
    """
    entrances = [
        (one.container, port)
        for one in spec.ingress
        if (port := spec.containers[one.container].port) is not None
    ]
    return check.check(folder / files.COMPOSE, folder / files.PARAMS, stand_ins(spec), entrances)
