"""The pipelines of the infrastructure repository itself: plan on pull requests, apply on merge.

A CI is a file here and a line in the table. Unlike the application's side (`app_side/`), the files
name accounts and roles: they lie beside `tfgen.yaml`, which does so, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tfgen.infra_ci import circleci, codebuild, github, roles
from tfgen.infra_ci.pipeline import Pipeline
from tfgen.project import Project

__all__ = ["CIS", "Ci", "Pipeline", "files"]


class Ci(Protocol):
    """A CI, as a module."""

    def files(self, project: Project, pipeline: Pipeline, /) -> dict[str, str]:
        """The texts by their paths in the repository."""


CIS: Mapping[str, Ci] = {"github": github, "circleci": circleci, "codebuild": codebuild}


def files(project: Project, ci: str, pipeline: Pipeline) -> dict[str, str]:
    """The pipelines of a CI, and the Terraform of the roles that they use, by their paths."""
    return {**CIS[ci].files(project, pipeline), **roles.files(project, ci, pipeline)}
