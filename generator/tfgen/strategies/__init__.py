"""The deploy strategies: each a file that turns a service of one environment into a Stack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tfgen.migration import former
from tfgen.project import Project
from tfgen.services import Service
from tfgen.stack import Stack
from tfgen.strategies import codedeploy, codepipeline, ecs_cli

# (the project, the service, the environment) -> its stack.
Strategy = Callable[[Project, Service, str], Stack]

STRATEGIES: Mapping[str, Strategy] = {
    "codepipeline": codepipeline.stack,
    "codedeploy": codedeploy.stack,
    "ecs-cli": ecs_cli.stack,
}


def stack(project: Project, service: Service, environment: str) -> Stack:
    """The stack of `service` in `environment`, by the strategy that its spec names.

    While the service moves from another strategy, with what it leaves behind.
    """
    made = STRATEGIES[service.environments[environment].strategy](project, service, environment)
    return former.added(made, project, service, environment)
