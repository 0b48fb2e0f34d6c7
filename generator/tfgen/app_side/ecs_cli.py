"""What ecs-cli deploys an application by: compose file, ecs-params, and CircleCI's configuration.

CircleCI builds nothing; it starts the pipeline of each environment. The other two files are the
same for all environments, whose values reach them as variables (tfgen/compose_file/variables.py).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tfgen import names
from tfgen.app_side import template
from tfgen.app_side.arn import role_arn
from tfgen.app_side.image import image
from tfgen.compose_file import files as compose_files
from tfgen.compose_file import text
from tfgen.compose_file.variables import IMAGE, name
from tfgen.container_spec import Container
from tfgen.errors import InputError
from tfgen.project import Project
from tfgen.services import Service
from tfgen.spec import ServiceSpec

PATH = ".circleci/config.yml"


def files(_project: Project, service: Service) -> dict[str, str]:
    """The three files.

    Raises InputError for what they cannot express, such as containers that differ between
    environments in more than values.
    """
    found: dict[str, str] = {PATH: _circleci(service)}
    for environment, spec in service.environments.items():
        _refuse_accounts(service, spec)
        for path, made in (
            (compose_files.COMPOSE, _compose(spec)),
            (compose_files.PARAMS, _params(spec)),
        ):
            if found.setdefault(path, made) != made:
                raise InputError(
                    f"environment {environment!r} needs another {path} than the others",
                    where=service.file.where(["environments", environment]),
                    hint="give all environments the same containers, with the same names of "
                    "variables and secrets; only the values may differ",
                )
    return found


def steps(project: Project, service: Service) -> list[str]:
    """The commands that make each environment's context and fill it, by CircleCI's own tool."""
    found = []
    for environment, spec in service.environments.items():
        stack = names.stack_name(service.name, environment)
        organization = f"--org-id {spec.build.organization_id}"
        values = {
            "AWS_ROLE_ARN": role_arn(project, environment, f"{stack}-ci"),
            "AWS_REGION": project.region(environment),
            "PIPELINE": stack,
        }
        found.append(f"circleci context create {organization} {stack}")
        found += [
            f"echo {value} | circleci context store-secret {organization} {stack} {variable}"
            for variable, value in values.items()
        ]
    return found


def _circleci(service: Service) -> str:
    document = template.load("application/ecs-cli/config.yml")
    jobs, flow = document["jobs"], document["workflows"]["release"]["jobs"]
    model = jobs.pop("deploy")
    for environment in service.environments:
        stack, job = names.stack_name(service.name, environment), f"deploy-{environment}"
        jobs[job] = template.replaced(copy.deepcopy(model), "CONTEXT.", f"{stack}.")
        if len(jobs) > 1:
            template.space_before(jobs, job)
        branch = image(service, environment).branch
        use = {
            "context": [template.quoted(stack)],
            "filters": {"branches": {"only": template.on_one_line([branch])}},
        }
        flow.append({job: use})
    return template.dump(document)


def _compose(spec: ServiceSpec) -> str:
    document = template.load("application/ecs-cli/docker-compose.yml")
    document["services"] = {key: _service(key, one) for key, one in spec.containers.items()}
    return template.dump(document)


def _service(container: str, one: Container) -> dict[str, Any]:
    check = one.health_check
    found: dict[str, Any] = {
        "image": template.quoted(f"${{{IMAGE}}}") if one.image is None else _plain(one.image),
        "entrypoint": [_plain(part) for part in one.entry_point],
        "command": [_plain(part) for part in one.command],
        "working_dir": _plain(one.working_directory),
        "user": _plain(one.user),
        "read_only": one.read_only_root,
        "ports": [template.quoted(f"{one.port}:{one.port}")] if one.port else [],
        "environment": {
            key: template.quoted(f"${{{name(container, key)}}}") for key in sorted(one.environment)
        },
        "healthcheck": check
        and {
            "test": [_plain(part) for part in check.command],
            "interval": f"{check.interval}s",
            "timeout": f"{check.timeout}s",
            "retries": check.retries,
        },
        "stop_grace_period": one.stop_timeout and f"{one.stop_timeout}s",
        "logging": {
            "driver": "awslogs",
            "options": {
                "awslogs-group": template.quoted("${LOG_GROUP}"),
                "awslogs-region": template.quoted("${REGION}"),
                "awslogs-stream-prefix": container,
            },
        },
    }
    return {key: value for key, value in found.items() if value}


def _params(spec: ServiceSpec) -> str:
    document = template.load("application/ecs-cli/ecs-params.yml")
    found = {key: _container(key, one) for key, one in spec.containers.items()}
    task = document["task_definition"]
    if given := {key: one for key, one in found.items() if one}:
        task["services"] = given
    else:
        del task["services"]
    return template.dump(document)


def _container(container: str, one: Container) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "cpu_shares": one.cpu,
        "mem_limit": one.memory and f"{one.memory}m",
        "mem_reservation": one.memory_reservation and f"{one.memory_reservation}m",
        # The rest of the health check is in docker-compose.yml, where it can have a dollar sign.
        "healthcheck": {"start_period": f"{one.health_check.start_period}s"}
        if one.health_check and one.health_check.start_period
        else None,
        "depends_on": [
            {"container_name": other, "condition": condition}
            for other, condition in sorted(one.depends_on.items())
        ],
        "secrets": [
            {"name": key, "value_from": template.quoted(f"${{{name(container, key)}}}")}
            for key in sorted(one.secrets)
        ],
    }
    kept = {key: value for key, value in found.items() if value}
    return kept if one.essential else {"essential": False, **kept}


def _plain(written: str) -> str:
    """A text for docker-compose.yml in which no dollar sign begins a variable."""
    return template.quoted(written.replace("$", "$$")) if written else ""


def _refuse_accounts(service: Service, spec: ServiceSpec) -> None:
    for key, one in spec.containers.items():
        texts = [one.image or "", *one.command, *one.entry_point]
        for _, flaw in text.literals("\n".join(texts)):
            raise InputError(
                f"the container {key!r} {flaw.message}: the application's files hold none",
                where=service.file.where(["containers", key]),
                hint="use a public image, or hand the value over below `environment`",
            )
