"""The release workflow of an application whose images GitHub Actions builds.

What differs from one environment to the next is a variable of the repository with the names of the
service and the environment in front. Texts of the spec can hold `${{`, which GitHub would evaluate
wherever it stands.
https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from tfgen import names
from tfgen.app_side import template
from tfgen.app_side.arn import role_arn
from tfgen.app_side.image import Image, images
from tfgen.project import Project
from tfgen.services import Service

FOLDER = ".github/workflows"

_RUNNERS = {"linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm"}
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
_PATTERN = re.compile(r"([*+?!\[\]\\])")


def files(_project: Project, service: Service) -> dict[str, str]:
    """The workflow: a job for the pull request, and one for each environment that pushes to it.

    Raises InputError for values of the spec that a workflow cannot express.
    """
    workflow = template.load("application/github-actions/release.yml")
    found = images(service)
    branches = [_pattern(branch) for branch in dict.fromkeys(one.branch for one in found)]
    for event in ("pull_request", "push"):
        workflow["on"][event]["branches"] = template.on_one_line(branches)
    jobs = workflow["jobs"]
    build, push = jobs.pop("build"), jobs.pop("push")
    for number, image in enumerate(found):
        _add(jobs, f"build-{number + 1}" if len(found) > 1 else "build", _build(build, image))
    last: dict[str, str] = {}
    for image, environments in found.items():
        for environment in environments:
            name = f"push-{environment}"
            job = _push(push, image, environment, service)
            _after(job, last.get(image.branch))
            last[image.branch] = name
            _add(jobs, name, job)
    # One repository may hold several services: a web application and its workers.
    return {f"{FOLDER}/release-{service.name}.yml": template.dump(workflow)}


def steps(project: Project, service: Service) -> list[str]:
    """The commands that set the variables of each environment, by GitHub's own tool."""
    found = []
    for environment, spec in service.environments.items():
        name = names.stack_name(service.name, environment)
        values = {
            "AWS_ROLE_ARN": role_arn(project, environment, f"{name}-ci"),
            "AWS_REGION": project.region(environment),
            "ECR_REPOSITORY": name,
        }
        for variable, value in values.items():
            full = f"{_prefix(service, environment)}{variable}"
            found.append(f"gh variable set {full} --repo {spec.source.repository} --body {value}")
    return found


def literal(text: str) -> str:
    """`text` for a place where GitHub evaluates expressions, so that it comes out as it is."""
    return text.replace("${{", "${{ '${{' }}")


def build_args(args: Iterable[tuple[str, str]]) -> str:
    """Pairs of name and value as the lines that docker's action reads, which are CSV."""
    lines = (literal(f"{name}={value}") for name, value in args)
    quoted = (
        '"' + line.replace('"', '""') + '"' if set(line) & {'"', ","} else line for line in lines
    )
    return "".join(f"{line}\n" for line in quoted)


def _prefix(service: Service, environment: str) -> str:
    return f"{names.label(names.stack_name(service.name, environment)).upper()}_"


def _pattern(branch: str) -> str:
    return _PATTERN.sub(r"\\\1", branch)


def _build(model: Any, image: Image) -> Any:
    job = copy.deepcopy(model)
    condition = f"github.event_name == 'pull_request' && github.base_ref == '{image.branch}'"
    return _with_image(job, image, condition)


def _push(model: Any, image: Image, environment: str, service: Service) -> Any:
    job = copy.deepcopy(model)
    template.replaced(job, "ENVIRONMENT_", _prefix(service, environment))
    tag = service.environments[environment].build.tag
    inputs = job["steps"][-1]["with"]
    template.replaced(inputs, ":TAG", f":{tag}")
    ref = f"refs/heads/{image.branch}"
    return _with_image(job, image, f"github.event_name == 'push' && github.ref == '{ref}'")


def _with_image(job: Any, image: Image, condition: str) -> Any:
    job["if"] = condition
    job["runs-on"] = _RUNNERS[image.platform]
    inputs = job["steps"][-1]["with"]
    inputs["context"] = template.quoted(image.context)
    inputs["file"] = template.quoted(image.dockerfile)
    inputs["platforms"] = image.platform
    if image.args:
        inputs["build-args"] = template.block(build_args(image.args))
    else:
        del inputs["build-args"]
    scope = f"scope={image.platform.rpartition('/')[2]}"
    inputs["cache-from"] = f"type=gha,{scope}"
    inputs["cache-to"] = f"type=gha,mode=max,{scope}"
    return job


def _after(job: Any, earlier: str | None) -> None:
    """Environments of one branch follow each other: a failure in the first stops the next."""
    if earlier is None:
        del job["needs"]
    else:
        job["needs"] = earlier


def _add(jobs: Any, name: str, job: Any) -> None:
    jobs[name] = job
    if len(jobs) > 1:
        template.space_before(jobs, name)
