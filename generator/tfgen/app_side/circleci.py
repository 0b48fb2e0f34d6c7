"""The configuration of an application whose images CircleCI builds.

What differs from one environment to the next is in a context that is called after the stack. Texts
of the spec can hold `<<`, which CircleCI would evaluate wherever it stands, and stand in a shell.
https://circleci.com/docs/guides/orchestrate/config-templating/
"""

from __future__ import annotations

import copy
import re
import shlex
from typing import Any

from tfgen import names
from tfgen.app_side import template
from tfgen.app_side.arn import role_arn
from tfgen.app_side.image import Image, images
from tfgen.project import Project
from tfgen.services import Service

PATH = ".circleci/config.yml"

_RESOURCES = {"linux/amd64": "medium", "linux/arm64": "arm.medium"}
_NO_ARGUMENTS = "build_args=()"


def files(_project: Project, service: Service) -> dict[str, str]:
    """The configuration: a job for other branches, and one for each environment that pushes to it.

    Raises InputError for values of the spec that a configuration cannot express.
    """
    document = template.load("application/circleci/config.yml")
    found = images(service)
    jobs, flow = document["jobs"], document["workflows"]["release"]["jobs"]
    build, push = jobs.pop("build"), jobs.pop("push")
    branches = list(dict.fromkeys(image.branch for image in found))
    for number, image in enumerate(found):
        name = f"build-{number + 1}" if len(found) > 1 else "build"
        _add(jobs, name, _with_image(copy.deepcopy(build), image))
        flow.append({name: {"filters": _filters("ignore", branches)}})
    last: dict[str, str] = {}
    for image, environments in found.items():
        for environment in environments:
            name = f"push-{environment}"
            _add(jobs, name, _push(push, image, environment, service))
            flow.append({name: _use(image, name, environment, service, last.get(image.branch))})
            last[image.branch] = name
    return {PATH: template.dump(document)}


def steps(project: Project, service: Service) -> list[str]:
    """The commands that make each environment's context and fill it, by CircleCI's own tool."""
    found = []
    for environment, spec in service.environments.items():
        name = names.stack_name(service.name, environment)
        organization = f"--org-id {spec.build.organization_id}"
        values = {
            "AWS_ROLE_ARN": role_arn(project, environment, f"{name}-ci"),
            "AWS_REGION": project.region(environment),
            "ECR_REPOSITORY": name,
        }
        found.append(f"circleci context create {organization} {name}")
        found += [
            f"echo {value} | circleci context store-secret {organization} {name} {variable}"
            for variable, value in values.items()
        ]
    return found


def shell_word(text: str) -> str:
    """`text` as one word of a shell, without `<<`: two `<` stand in quotes of their own."""
    return re.sub("<(?=<)", "<''", shlex.quote(text))


def _push(model: Any, image: Image, environment: str, service: Service) -> Any:
    job = copy.deepcopy(model)
    template.replaced(job, "CONTEXT.", f"{names.stack_name(service.name, environment)}.")
    tag = service.environments[environment].build.tag
    job["environment"]["TAG_THAT_DEPLOYS"] = template.quoted(tag)
    return _with_image(job, image)


def _with_image(job: Any, image: Image) -> Any:
    job["resource_class"] = _RESOURCES[image.platform]
    job["environment"].update(
        DOCKERFILE=template.quoted(image.dockerfile),
        BUILD_CONTEXT=template.quoted(image.context),
        PLATFORM=template.quoted(image.platform),
    )
    given = " ".join(f"--build-arg {shell_word(f'{name}={value}')}" for name, value in image.args)
    return template.replaced(job, _NO_ARGUMENTS, f"build_args=({given})")


def _use(
    image: Image, name: str, environment: str, service: Service, earlier: str | None
) -> dict[str, Any]:
    """How the workflow uses a push job; those of one branch follow each other."""
    return {
        "context": [template.quoted(names.stack_name(service.name, environment))],
        # One release after the other: the tag that deploys never moves back to an older commit.
        "serial-group": f"<< pipeline.project.slug >>/{name}",
        **({"requires": [earlier]} if earlier else {}),
        "filters": _filters("only", [image.branch]),
    }


def _filters(kind: str, branches: list[str]) -> dict[str, Any]:
    return {"branches": {kind: template.on_one_line(branches)}}


def _add(jobs: Any, name: str, job: Any) -> None:
    jobs[name] = job
    if len(jobs) > 1:
        template.space_before(jobs, name)
