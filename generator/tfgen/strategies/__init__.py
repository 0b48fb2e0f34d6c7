"""The deploy strategies: each a file that turns a service of one environment into a Stack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tfgen.errors import InputError
from tfgen.project import Project
from tfgen.services import Service
from tfgen.stack import Stack
from tfgen.strategies import codepipeline

# (the project, the service, the environment) -> its stack.
Strategy = Callable[[Project, Service, str], Stack]

STRATEGIES: Mapping[str, Strategy] = {
    "codepipeline": codepipeline.stack,
}


def stack(project: Project, service: Service, environment: str) -> Stack:
    """The stack of `service` in `environment`, by the strategy that its spec names.

    Raises InputError for what the spec language knows and this version does not generate yet.
    """
    spec = service.environments[environment]
    where = service.file.where
    if spec.strategy not in STRATEGIES:
        raise InputError(
            f"this version of tfgen does not generate strategy {spec.strategy!r}",
            where=where(["strategy"]),
            hint=f"use one of: {', '.join(STRATEGIES)}",
        )
    if spec.kind == "job":
        raise InputError(
            "this version of tfgen generates no jobs",
            where=where(["kind"]),
            hint="use kind: web or kind: worker",
        )
    if spec.build.where != "pipeline":
        raise InputError(
            "this version of tfgen generates only pipelines that build the image themselves",
            where=where(["build", "where"]),
            hint="use build: {where: pipeline}",
        )
    return STRATEGIES[spec.strategy](project, service, environment)
