"""specs -> texts: every stack rendered, a thousand services by all cores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tfgen import header, listing, platform_stack, render, resources, services, strategies
from tfgen.environment_checks import PLATFORM
from tfgen.errors import InputError, InputErrors, Where
from tfgen.project import Project
from tfgen.services import Claim, Service
from tfgen.stack import Stack

# Starting processes costs a quarter of a second; below this many specs it does not pay.
PARALLEL_FROM = 64
# AWS maintains it no longer: https://github.com/aws/amazon-ecs-cli
_RETIRED = "ecs-cli"


@dataclass(frozen=True)
class Stacks:
    """What the specs ask for: the folders of all stacks, and the texts (by path) of the chosen.

    `retired` are the chosen services of a strategy that AWS has retired.
    """

    folders: frozenset[Path]
    texts: Mapping[str, str]
    retired: tuple[str, ...]


def texts(project: Project, service: Service) -> dict[str, str]:
    """The stacks of one service in all of its environments: path -> text, headers included."""
    return {
        path: text
        for environment in service.environments
        for path, text in _texts(project, service, environment)
    }


def platform_texts(project: Project, environment: str) -> dict[str, str]:
    """The stack of an environment's platform: path -> text, headers included."""
    return dict(_stamped(project, platform_stack.stack(project, environment)))


def require_templates(project: Project) -> None:
    """Raises InputError for a template of the project's own that takes the place of none."""
    folder = overrides(project)
    if folder is None:
        return
    ours = resources.folder("templates") / "terraform"
    for path in listing.files(folder, "**/*.j2"):
        name = path.relative_to(folder)
        if not (ours / name).is_file():
            known = sorted(one.relative_to(ours).as_posix() for one in ours.rglob("*.j2"))
            raise InputError(
                f"{name} takes the place of no template",
                where=Where(path),
                hint=f"the templates: {', '.join(known)}",
            )


def overrides(project: Project) -> Path | None:
    """The project's own folder of templates, if it names one."""
    if not project.settings.templates:
        return None
    folder = project.root / project.settings.templates
    if not folder.is_dir():
        raise InputError(
            f"there is no folder {project.settings.templates!r}",
            where=project.file.where(["templates"]),
            hint="make the folder, or remove the key `templates`",
        )
    return folder


def stacks(project: Project, names: Sequence[str], environment: str | None) -> Stacks:
    """Everything that the specs ask for; `names` and `environment` choose, all where empty.

    Raises InputError(s) for every wrong spec at once, UsageError for a name that is none.
    """
    paths = services.spec_paths(project)
    known: set[str] = set()
    folders: set[Path] = set()
    retired: list[str] = []
    claims: list[Claim] = []
    wanted: dict[str, str] = {}
    errors: list[InputError] = []
    work = partial(_load_and_render, project, frozenset(names), environment)
    for result in _map(work, paths):
        known.add(result.name)
        folders.update(project.stack_folder(name, result.name) for name in result.environments)
        retired.extend([result.name] if result.retired else [])
        claims.extend(result.claims)
        wanted.update(result.texts)
        errors.extend(result.errors)
    errors.extend(services.conflicts(claims))
    if errors:
        raise errors[0] if len(errors) == 1 else InputErrors(errors)
    services.require_known(names, {*known, PLATFORM})
    folders.update(project.stack_folder(name, PLATFORM) for name in platform_stack.every(project))
    for name in platform_stack.environments(project, names, environment):
        wanted.update(platform_texts(project, name))
    return Stacks(frozenset(folders), wanted, tuple(sorted(retired)))


@dataclass(frozen=True)
class _Result:
    """What is known of one spec; small, because it travels from one process to another."""

    name: str
    environments: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[InputError, ...] = ()
    retired: bool = False


def _load_and_render(
    project: Project, names: frozenset[str], environment: str | None, path: Path
) -> _Result:
    rendered: dict[str, str] = {}
    retired = False
    try:
        service = services.read(project, path)
        for name in service.environments:
            if environment in (None, name) and (not names or service.name in names):
                rendered.update(_texts(project, service, name))
                retired |= service.environments[name].strategy == _RETIRED
    except InputErrors as several:
        return _Result(path.stem, errors=tuple(several.errors))
    except InputError as error:
        return _Result(path.stem, errors=(error,))
    return _Result(
        name=service.name,
        environments=tuple(service.environments),
        claims=services.claims(service),
        texts=rendered,
        retired=retired,
    )


def _texts(project: Project, service: Service, environment: str) -> Iterator[tuple[str, str]]:
    return _stamped(project, strategies.stack(project, service, environment))


def _stamped(project: Project, stack: Stack) -> Iterator[tuple[str, str]]:
    own = overrides(project)
    rendered = render.render(stack, own)
    for name, text in rendered.files.items():
        if own:
            # tfgen's own templates write valid HCL; a template of the project's may not.
            _require_hcl(text, Path(rendered.folder) / name)
        yield f"{rendered.folder}/{name}", header.stamped(text, rendered.source, stack.service)


def _require_hcl(text: str, path: Path) -> None:
    from tfgen.hcl.parse import parse

    parse(text, path)


def _map(work: partial[_Result], paths: Sequence[Path]) -> Iterator[_Result]:
    if len(paths) < PARALLEL_FROM:
        yield from map(work, paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(work, paths, chunksize=16)
