"""Stands in for ecs-cli: `ecs-cli compose … service up|scale|rm`, with the flags of version 1.21.

The two files are checked more strictly than there: what ecs-cli would leave out without a word ends
the command here, and so does an identifier of AWS that is hard-coded.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tfgen.compose_file import check, services
from tfgen.compose_file.files import ComposeFiles
from tfgen.errors import InputError, InputErrors
from tfgen.sandbox.standins import ecs_cli_arguments as command_line
from tfgen.sandbox.standins import ecs_cli_service as service
from tfgen.sandbox.standins import ecs_cli_task as task
from tfgen.sandbox.standins.ecs_cli_service import RefusedError, Settings

VERSION = "1.21.0"


def main(arguments: Sequence[str]) -> int:
    """Carries out one command line of ecs-cli; gives its exit code."""
    if list(arguments) in (["--version"], ["-v"]):
        print(f"ecs-cli version {VERSION} (sandbox)")
        return 0
    given = command_line.parse(arguments)
    try:
        _run(given)
    except RefusedError as error:
        print(f'level=fatal msg="{error}"', file=sys.stderr)
        return 1
    except InputError as error:
        for one in error.errors if isinstance(error, InputErrors) else [error]:
            print(f"level=error {one.where}: {one.message}\n  -> {one.hint}", file=sys.stderr)
        print('level=fatal msg="Unable to create and read ECS Compose Project"', file=sys.stderr)
        return 1
    return 0


def _run(given: argparse.Namespace) -> None:
    settings = _settings(given)
    found = _files(given, settings)
    match given.command:
        case "up":
            for warning in services.warnings(found):
                print(f'level=warning msg="{warning}"', file=sys.stderr)
            definition = task.definition(found, given.project_name, os.environ)
            service.up(settings, definition, task.network(found))
        case "scale":
            service.scale(settings, given.count, task.network(found))
        case "rm":
            service.remove(settings)


def _settings(given: argparse.Namespace) -> Settings:
    if not getattr(given, "cluster", ""):
        raise RefusedError("Required cluster was not found: give --cluster")
    if given.command == "up" and getattr(given, "launch_type", "EC2") != "FARGATE":
        raise RefusedError("the sandbox runs tasks on Fargate only: give --launch-type FARGATE")
    if given.timeout < 0:
        raise RefusedError(f"Error with timeout flag: {given.timeout} is not a valid timeout value")
    groups = [service.load_balancer(one) for one in getattr(given, "target_groups", [])]
    grace = getattr(given, "health_check_grace_period", None)
    if grace is not None and not groups:
        raise RefusedError(
            "--health-check-grace-period is only valid for services configured to use load "
            "balancers"
        )
    percents = {
        "maximumPercent": getattr(given, "deployment_max_percent", None),
        "minimumHealthyPercent": getattr(given, "deployment_min_healthy_percent", None),
    }
    return Settings(
        cluster=given.cluster,
        name=given.project_name,
        region=getattr(given, "region", ""),
        timeout=given.timeout,
        load_balancers=tuple(groups),
        grace_period=grace,
        percents={key: value for key, value in percents.items() if value is not None},
        force=getattr(given, "force_deployment", False),
    )


def _files(given: argparse.Namespace, settings: Settings) -> ComposeFiles:
    if len(given.file) > 1:
        raise RefusedError("the sandbox's ecs-cli reads one compose file")
    entrances = [(one["containerName"], one["containerPort"]) for one in settings.load_balancers]
    return check.check(Path(given.file[0]), Path(given.ecs_params), os.environ, entrances)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
