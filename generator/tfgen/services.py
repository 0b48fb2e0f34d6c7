"""`services/*.yaml` -> the services of a project, each as every one of its environments sees it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen import edge, listing, names, spec_checks, strategy_checks, targets, yaml_file
from tfgen.environment_checks import PLATFORM
from tfgen.errors import InputError, InputErrors, TfgenError, UsageError, Where
from tfgen.problem import Problem
from tfgen.project import Project
from tfgen.spec import ServiceSpec
from tfgen.yaml_file import YamlFile

FOLDER = "services"


@dataclass(frozen=True)
class Service:
    """A service: its spec's file, and the spec of each environment that it lives in."""

    name: str
    file: YamlFile
    environments: Mapping[str, ServiceSpec]


def spec_path(project: Project, name: str) -> Path:
    """Where the spec of the service `name` is kept."""
    return project.root / FOLDER / f"{name}.yaml"


def spec_paths(project: Project) -> list[Path]:
    """The files of all specs, in order; InputError for one that would be passed over silently."""
    folder = project.root / FOLDER
    if misnamed := listing.files(folder, "*.yml"):
        raise InputError(
            "specs end in .yaml",
            where=Where(misnamed[0]),
            hint=f"rename it: {misnamed[0].stem}.yaml",
        )
    return listing.files(folder, "*.yaml")


def load(project: Project) -> tuple[Service, ...]:
    """Every service of the project, by name. Raises InputError(s) for all that is wrong at once."""
    found: list[Service] = []
    errors: list[InputError] = []
    for path in spec_paths(project):
        try:
            found.append(read(project, path))
        except InputErrors as several:
            errors.extend(several.errors)
        except InputError as error:
            errors.append(error)
    errors.extend(conflicts(claim for service in found for claim in claims(service)))
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)
    return tuple(found)


def chosen(services: Sequence[Service], wanted: Sequence[str]) -> tuple[Service, ...]:
    """The services named in `wanted`, or all where it is empty; UsageError for an unknown name."""
    known = {service.name: service for service in services}
    require_known(wanted, known)
    return tuple(known[name] for name in dict.fromkeys(wanted)) if wanted else tuple(services)


def require_known(wanted: Iterable[str], known: Collection[str]) -> None:
    """Raises UsageError, naming the nearest, unless all the names `wanted` are `known`."""
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            if name == PLATFORM:
                raise UsageError("a platform is no service", hint="this command is for services")
            raise UsageError(
                f"there is no service {name!r}",
                hint=f"did you mean {near[0]!r}?" if near else f"make it: tfgen new-service {name}",
            )


def read(project: Project, path: Path) -> Service:
    """The service whose spec is the file `path`; raises InputError(s)."""
    return from_file(project, yaml_file.read(path))


def from_file(project: Project, file: YamlFile) -> Service:
    """One spec as read from disk, checked for each of its environments; raises InputError(s)."""
    environments = _overlays(project, file)
    base = {key: value for key, value in file.data.items() if key != "environments"}
    specs: dict[str, ServiceSpec] = {}
    errors: dict[tuple[str, str], InputError] = {}
    for name, overlay in environments.items():
        try:
            specs[name] = _spec(project, file, name, yaml_file.merged(base, overlay))
        except TfgenError as error:
            # The same mistake seen from two environments is one mistake.
            several = error.errors if isinstance(error, InputErrors) else [error]
            for one in several:
                if isinstance(one, InputError):
                    errors.setdefault((one.message, str(one.where)), one)
    if errors:
        listed = list(errors.values())
        raise listed[0] if len(listed) == 1 else InputErrors(listed)
    return Service(str(file.data["name"]), file, specs)


def _overlays(project: Project, file: YamlFile) -> dict[str, Any]:
    environments = file.data.get("environments")
    if not isinstance(environments, dict) or not environments:
        known = ", ".join(f"{name}: {{}}" for name in project.settings.environments)
        raise InputError(
            "`environments` is missing: a service lives in the environments that it names",
            where=file.where(["environments"]),
            hint=f"add environments: {{{known}}}",
        )
    for name, overlay in environments.items():
        # Finding the line reads the file once more: only for an error.
        if name not in project.settings.environments:
            known = ", ".join(project.settings.environments)
            raise InputError(
                f"there is no environment {name!r}",
                where=file.where(["environments", name]),
                hint=f"tfgen.yaml has: {known}",
            )
        if overlay is not None and not isinstance(overlay, dict):
            raise InputError(
                f"`environments.{name}` must be a mapping",
                where=file.where(["environments", name]),
                hint=f"{name}: {{}} where nothing differs",
            )
    return {name: overlay or {} for name, overlay in environments.items()}


def _spec(project: Project, file: YamlFile, environment: str, data: dict[str, Any]) -> ServiceSpec:
    def locate(location: Sequence[str | int]) -> Where:
        own = ["environments", environment, *location]
        return file.where(own if file.has(own) else location)

    spec = edge.validate(ServiceSpec, data, locate)
    found = [
        *spec_checks.problems(spec),
        *strategy_checks.problems(spec),
        *_in_project(project, file, environment, spec),
    ]
    errors = []
    for problem in found:
        key = edge.dotted(problem.location)
        errors.append(
            InputError(
                f"`{key}`: {problem.reason}", where=locate(problem.location), hint=problem.hint
            )
        )
    if errors:
        raise InputErrors(errors)
    return spec


def _in_project(
    project: Project, file: YamlFile, environment: str, spec: ServiceSpec
) -> Iterator[Problem]:
    """What only the rest of the project can tell: names and listeners."""
    if spec.name != file.path.stem:
        yield Problem(
            ("name",),
            f"{spec.name!r} is not the name of the file, {file.path.name}",
            f"rename the file to {spec.name}.yaml, or the service to {file.path.stem}",
        )
    listeners = project.settings.environments[environment].listeners
    for index, ingress in enumerate(spec.ingress):
        if ingress.listener not in listeners:
            known = ", ".join(listeners) or "none"
            yield Problem(
                ("ingress", index, "listener"),
                f"environment {environment!r} has no listener {ingress.listener!r}",
                f"its listeners in tfgen.yaml: {known}",
            )
    account, region = project.environment(environment).account_id, project.region(environment)
    for event, arn in spec.deployment.hooks.items():
        if f":{region}:{account}:" not in arn:
            yield Problem(
                ("deployment", "hooks", event),
                f"{arn} is not of {environment}, which is account {account} in {region}",
                "CodeDeploy calls functions of its own account and region only",
            )
    yield from _waits(project, environment, spec)
    yield from _lengths(environment, spec)


def _waits(project: Project, environment: str, spec: ServiceSpec) -> Iterator[Problem]:
    """What the service waits for, and that has neither a spec nor a stack written by hand."""
    for index, name in enumerate(spec.depends_on):
        stack = project.root / "stacks" / environment / name
        known = spec_path(project, name).is_file() or stack.is_dir() or name == PLATFORM
        if name == spec.name or not known:
            others = [path.stem for path in spec_paths(project) if path.stem != spec.name]
            near = difflib.get_close_matches(name, others, n=1)
            yield Problem(
                ("depends_on", index),
                f"{name!r} is the service itself" if known else f"there is no service {name!r}",
                f"did you mean {near[0]!r}?"
                if near
                else f"services: {', '.join(others) or 'none'}",
            )


def _lengths(environment: str, spec: ServiceSpec) -> Iterator[Problem]:
    service_name = names.service_name(spec.name, environment, spec.slot)
    longest_colour = max(targets.COLOURS, key=len) if spec.strategy == "codedeploy" else ""
    wanted = [service_name]
    for index in range(len(spec.ingress)):
        wanted.append(targets.group_name(spec, service_name, index, longest_colour))
    longest = max(wanted, key=len)
    if len(longest) > names.TARGET_GROUP_LIMIT:
        yield Problem(
            ("name",),
            f"is too long: AWS allows {names.TARGET_GROUP_LIMIT} characters for "
            f"{longest!r}, which has {len(longest)}",
            "choose a shorter name for the service",
        )


@dataclass(frozen=True)
class Claim:
    """A priority at a listener of an environment, and the entry of a spec's `ingress` with it."""

    service: str
    path: Path
    environment: str
    listener: str
    priority: int
    index: int


def claims(service: Service) -> tuple[Claim, ...]:
    """Every priority that a service takes."""
    return tuple(
        Claim(service.name, service.file.path, name, ingress.listener, ingress.priority, index)
        for name, spec in service.environments.items()
        for index, ingress in enumerate(spec.ingress)
    )


def conflicts(found: Iterable[Claim]) -> list[InputError]:
    """What two services cannot both have: one priority at one listener."""
    errors: dict[str, InputError] = {}
    taken: dict[tuple[str, str, int], Claim] = {}
    for claim in found:
        key = (claim.environment, claim.listener, claim.priority)
        if other := taken.get(key):
            error = _same_priority(claim, other)
            # One line that collides in several environments is one mistake.
            errors.setdefault(str(error.where), error)
        taken[key] = claim
    return list(errors.values())


def _same_priority(claim: Claim, other: Claim) -> InputError:
    shared: list[str | int] = ["ingress", claim.index, "priority"]
    own = ["environments", claim.environment, *shared]
    if not claim.path.exists():  # a new service, of which nothing has been written yet
        claim, other = other, claim
    file = yaml_file.read(claim.path)
    theirs = (
        yaml_file.read(other.path).where(["ingress"])
        if other.path.exists()
        else Where(other.path, None)
    )
    place = f" ({theirs.path.name}:{theirs.line})" if theirs.line else ""
    return InputError(
        f"priority {claim.priority} at listener {claim.listener!r} of {claim.environment} belongs "
        f"to {other.service!r} {'already' if place else 'too'}{place}",
        where=file.where(own if file.has(own) else shared),
        hint="give each rule of a listener its own priority",
    )
