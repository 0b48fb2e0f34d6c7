"""The Terraform of the two roles of each environment: `ci/roles/<env>/main.tf`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tfgen import render
from tfgen.app_side.arn import role_arn
from tfgen.hcl.write import Raw
from tfgen.infra_ci.pipeline import Pipeline
from tfgen.project import REFERENCE, Environment, Project
from tfgen.stack import Stack, StackFile, Variable

FOLDER = "ci/roles"

_STRING = Raw("string")
_KEY = re.compile(r"arn:[^:]+:kms:[^:]+:\d{12}:key/[\w-]+")


def name(project: Project, environment: str) -> str:
    """What the roles of an environment are called, before `-plan` and `-apply`."""
    return f"{project.settings.project}-{environment}"


def arn(project: Project, environment: str, kind: str) -> str:
    """The ARN of a role; `kind` is `plan` or `apply`."""
    return role_arn(project, environment, f"{name(project, environment)}-{kind}")


def files(project: Project, ci: str, pipeline: Pipeline) -> dict[str, str]:
    """A root module for each environment, which calls the catalog's `ci-roles`."""
    found = {}
    for environment in project.settings.environments:
        values = _values(project, environment, ci, pipeline)
        stack = Stack(environment, "ci", "", (StackFile("main.tf", "ci/roles.tf.j2"),), values)
        found[f"{FOLDER}/{environment}/main.tf"] = render.render(stack).files["main.tf"]
    return found


def _values(project: Project, environment: str, ci: str, pipeline: Pipeline) -> dict[str, Any]:
    settings, backend = project.settings, project.settings.backend
    variables: list[Variable] = []

    def known(value: str, variable: str, description: str) -> str | Raw:
        if value:
            return value
        variables.append(Variable(variable, _STRING, description))
        return Raw(f"var.{variable}")

    if ci == "circleci":
        variables += [
            Variable(f"{what}_id", _STRING, f"UUID of the {what}: its settings at CircleCI.")
            for what in ("organization", "project")
        ]
    whole = project.environment(environment)
    # The OIDC provider of an account is made by the first environment that lives in it.
    siblings = [
        one for one, it in settings.environments.items() if it.account_id == whole.account_id
    ]
    is_key = _KEY.fullmatch(backend.kms_key_id)
    boundary = whole.permissions_boundary
    return {
        "catalog": settings.catalog,
        "environment": environment,
        "terraform_version": settings.terraform.version,
        "backend": backend,
        "region": project.region(environment),
        "account_id": whole.account_id,
        "name": name(project, environment),
        "ci": ci,
        "repository": known(
            pipeline.repository, "repository", "The repository on GitHub: owner/name."
        ),
        "branch": pipeline.branch,
        "state_bucket": known(backend.bucket, "state_bucket", "The bucket that holds the states."),
        "state_kms_key_arn": known(
            backend.kms_key_id if is_key else "",
            "state_kms_key_arn",
            f"ARN of the key {backend.kms_key_id} of the states.",
        )
        if backend.kms_key_id
        else None,
        "parameters": sorted(set(_parameters(whole))),
        # One that is looked up cannot be named here: it would have to be looked up in turn.
        "permissions_boundary": boundary if boundary and not REFERENCE.match(boundary) else None,
        "create_provider": siblings[0] == environment,
        "variables": variables,
    }


def _parameters(environment: Environment) -> Iterator[str]:
    """The SSM parameters that an environment refers to, wherever in it."""
    waiting: list[Any] = [environment.model_dump()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, str) and (match := REFERENCE.match(value)) and match["path"]:
            yield match["path"]
