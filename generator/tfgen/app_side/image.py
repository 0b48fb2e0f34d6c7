"""What an application's CI builds its image from, checked for what files of a CI can express."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.errors import InputError
from tfgen.problem import Problem
from tfgen.services import Service
from tfgen.spec import ServiceSpec

# What git allows, less what means something else in the files of a CI or in a condition of IAM;
# modules/app-ci-role holds branches to the same.
# https://git-scm.com/docs/git-check-ref-format
_BRANCH = re.compile(r"(?!.*(\.\.|//))\w([\w./+@#=,-]*\w)?", re.ASCII)
# As modules/app-ci-role takes it: the identity tokens of both CIs are known for GitHub only.
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[\w.-]+", re.ASCII)
_PATH = re.compile(r"(?!.*(^|/)\.\.(/|$))[\w.][\w./+@-]*", re.ASCII)
_ARGUMENT = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")

_PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}


@dataclass(frozen=True)
class Image:
    """The inputs of one build; `args` are pairs of name and value."""

    branch: str
    dockerfile: str
    context: str
    platform: str
    args: tuple[tuple[str, str], ...]


def image(service: Service, environment: str) -> Image:
    """What the image of `service` for `environment` is built from.

    Raises InputError, with the line of the spec, for a value that no file of a CI can express.
    """
    spec = service.environments[environment]
    dockerfile, context = paths(service, environment)
    _refuse(service, environment, [*_source_problems(spec), *_argument_problems(spec)])
    return Image(
        branch=spec.source.branch,
        dockerfile=dockerfile,
        context=context,
        platform=_PLATFORMS[spec.architecture],
        args=tuple(spec.build.args.items()),
    )


def paths(service: Service, environment: str) -> tuple[str, str]:
    """The Dockerfile and the context, as paths in the application's repository.

    Raises InputError, with the line of the spec, for one that leads out of it.
    """
    spec = service.environments[environment]
    _refuse(service, environment, _path_problems(spec))
    return spec.build.dockerfile, spec.build.context


def images(service: Service) -> dict[Image, list[str]]:
    """Each different image of `service`, and the environments that run it."""
    found: dict[Image, list[str]] = {}
    for environment in service.environments:
        found.setdefault(image(service, environment), []).append(environment)
    return found


def _refuse(service: Service, environment: str, problems: Iterable[Problem]) -> None:
    for problem in problems:
        own = ["environments", environment, *problem.location]
        where = service.file.where(own if service.file.has(own) else problem.location)
        key = ".".join(map(str, problem.location))
        raise InputError(f"`{key}`: {problem.reason}", where=where, hint=problem.hint)


def _source_problems(spec: ServiceSpec) -> Iterator[Problem]:
    if not _REPOSITORY.fullmatch(spec.source.repository):
        yield Problem(
            ("source", "repository"),
            f"is no repository on GitHub, whose CI could push: {spec.source.repository!r}",
            "give owner and name: example/web",
        )
    if not _BRANCH.fullmatch(spec.source.branch):
        yield Problem(
            ("source", "branch"),
            f"a CI cannot be told to wait for the branch {spec.source.branch!r}",
            "name one branch by letters, digits and . _ / + @ # = , - such as release/web",
        )


def _path_problems(spec: ServiceSpec) -> Iterator[Problem]:
    for key in ("dockerfile", "context"):
        value = getattr(spec.build, key)
        if not _PATH.fullmatch(value):
            yield Problem(
                ("build", key),
                f"is no path inside the application's repository: {value!r}",
                "letters, digits and . _ / + @ - only, no `..`: docker/Dockerfile",
            )


def _argument_problems(spec: ServiceSpec) -> Iterator[Problem]:
    for name, value in spec.build.args.items():
        if not _ARGUMENT.fullmatch(name):
            yield Problem(
                ("build", "args", name),
                f"{name!r} is no name of a build argument",
                "use letters, digits and underscores: RUBY_VERSION",
            )
        if _CONTROL.search(value):
            yield Problem(
                ("build", "args", name),
                "has a line break or another control character, which a CI does not hand on",
                "keep it on one line",
            )
