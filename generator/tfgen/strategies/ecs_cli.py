"""Deployments by ecs-cli, which is retired: kept so that services can move off it.

The application's repository owns the task definition, in docker-compose.yml and ecs-params.yml.
Whatever Terraform knows reaches these files as environment variables of the deploy step.
https://github.com/aws/amazon-ecs-cli
"""

from __future__ import annotations

from dataclasses import replace

from tfgen import service_stack
from tfgen.compose_file import variables
from tfgen.errors import InputError
from tfgen.project import Project
from tfgen.services import Service
from tfgen.stack import Stack, StackFile

FILES = (
    StackFile("main.tf", "main.tf.j2"),
    StackFile("service.tf", "ecs-cli/service.tf.j2"),
    StackFile("pipeline.tf", "ecs-cli/pipeline.tf.j2"),
    StackFile("outputs.tf", "ecs-cli/outputs.tf.j2"),
)


def stack(project: Project, service: Service, environment: str) -> Stack:
    """The stack of a service that its pipeline deploys with ecs-cli.

    Raises InputError where two containers would share a variable.
    """
    made = service_stack.build(project, service, environment, FILES)
    try:
        found = variables.of_containers(made.values["containers"])
    except ValueError as error:
        raise InputError(
            str(error),
            where=service.file.where(["containers"]),
            hint="rename one container: capitals and hyphens do not tell them apart there",
        ) from error
    return replace(made, values={**made.values, "compose_variables": found})
