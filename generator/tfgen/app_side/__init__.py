"""What a service needs in the application's own repository: the CI's configuration, a Dockerfile.

A way to deploy is a file here and a line in the table. Nothing that is written names an ARN, an
account or a registry: these reach the CI as variables of the environment that it pushes to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from tfgen.app_side import circleci, dockerfile, ecs_cli, github_actions
from tfgen.app_side.disk import Outcome, outcomes, write
from tfgen.errors import InputError
from tfgen.project import Project
from tfgen.services import Service

__all__ = ["KINDS", "Kind", "Outcome", "files", "outcomes", "steps", "write"]


class Kind(Protocol):
    """A way to deploy, as a module; the service that it is given has only environments that use it.

    Paths are those of the application's repository. `steps` are commands for a person to run once.
    """

    def files(self, project: Project, service: Service, /) -> dict[str, str]:
        """The texts by their paths; InputError for what the CI cannot express."""

    def steps(self, project: Project, service: Service, /) -> list[str]:
        """What tells the CI where each environment's images go."""


# By strategy, the place of the build and the CI.
KINDS: Mapping[tuple[str, str, str | None], Kind] = {
    ("codepipeline", "app-ci", "github-actions"): github_actions,
    ("codepipeline", "app-ci", "circleci"): circleci,
    ("codedeploy", "app-ci", "github-actions"): github_actions,
    ("codedeploy", "app-ci", "circleci"): circleci,
    ("ecs-cli", "pipeline", None): ecs_cli,
}


def files(project: Project, service: Service) -> dict[str, str]:
    """The texts for the application's repository, by their paths in it.

    Raises InputError for values of the spec that a CI cannot take, and where environments deploy in
    ways that want different texts in one file.
    """
    found: dict[str, str] = {}
    for kind, part in _parts(service):
        for path, text in kind.files(project, part).items():
            if found.setdefault(path, text) != text:
                names = ", ".join(service.environments)
                raise InputError(
                    f"the environments {names} deploy in ways that need different {path} files",
                    where=service.file.where(["environments"]),
                    hint="let all environments of a service deploy in one way",
                )
    return {**found, **dockerfile.files(service)}


def steps(project: Project, service: Service) -> list[str]:
    """Commands for a person to run once, which tell the CI where each environment's images go."""
    return [step for kind, part in _parts(service) for step in kind.steps(project, part)]


def _parts(service: Service) -> Iterator[tuple[Kind, Service]]:
    """Each way to deploy among the environments, and the service with just those that use it."""
    kinds = {
        name: KINDS.get((spec.strategy, spec.build.where, spec.build.provider))
        for name, spec in service.environments.items()
    }
    for kind in dict.fromkeys(kinds.values()):
        if kind is not None:
            chosen = {
                name: spec for name, spec in service.environments.items() if kinds[name] is kind
            }
            yield kind, replace(service, environments=chosen)
