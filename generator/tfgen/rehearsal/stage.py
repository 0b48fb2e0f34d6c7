"""Where a rehearsal happens: a private sandbox, and a private copy of the project."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen import generation, names, project, services
from tfgen.compose_file import variables
from tfgen.errors import FailedError, InputError
from tfgen.project import Project
from tfgen.runner.run import terraform_in
from tfgen.runner.selection import StackFolder
from tfgen.sandbox import lifecycle, workspace
from tfgen.services import Service
from tfgen.spec import ServiceSpec
from tfgen.terraform.gateway import PlanResult, Terraform

_DOCKERFILE = "FROM public.ecr.aws/docker/library/ruby:3.4-slim\n"
_STANDIN_SOURCE = "README"


@dataclass(frozen=True)
class Stage:
    """A service on stage: a copy of its project, its sandbox, the application's source."""

    project: Project
    service: str
    environment: str
    bench: workspace.Bench
    source: Path

    @property
    def spec(self) -> ServiceSpec:
        """The spec as the copy has it now."""
        path = services.spec_path(self.project, self.service)
        return services.read(self.project, path).environments[self.environment]

    @property
    def name(self) -> str:
        """The name of the task family and of the pipeline."""
        return names.stack_name(self.service, self.environment)

    @property
    def service_name(self) -> str:
        """The name of the ECS service."""
        return names.service_name(self.service, self.environment, self.spec.slot)

    @property
    def cluster(self) -> str:
        """The cluster that the service runs in."""
        return self.bench.foundation.cluster

    @property
    def image_parameter(self) -> str:
        """The SSM parameter that holds the live image, as the stack itself says."""
        return str(self.terraform().output_json()["image_parameter"]["value"])

    def client(self, service: str) -> Any:
        """A boto3 client of the sandbox."""
        return self.bench.sandbox.client(service)

    def terraform(self) -> Terraform:
        """Terraform in a fresh scratch copy of the stack, initialised."""
        folder = self.project.stack_folder(self.environment, self.service)
        stack = StackFolder(self.environment, self.service, folder)
        place = workspace.scratch(self.project, stack, self.bench)
        return terraform_in(self.project, place, lambda _: None)

    def plan(self, *, destroy: bool = False) -> tuple[Terraform, PlanResult]:
        """A plan of the stack as it is now."""
        terraform = self.terraform()
        return terraform, terraform.plan(
            self.bench.root / "rehearsal.tfplan", destroy=destroy, json=True
        )

    def require_empty_plan(self) -> None:
        """Raises FailedError, naming every change, unless a plan now is empty."""
        _, plan = self.plan()
        if plan.changed:
            found = plan.summary
            changes = [f"{one.kind} {one.address}" for one in found.changes] if found else []
            outputs = [f"output {name}" for name in found.outputs] if found else []
            raise FailedError(f"the plan is not empty: {'; '.join([*changes, *outputs])}")

    def rewrite_spec(self, changes: dict[str, Any]) -> None:
        """Changes the spec in the copy, for this environment, and generates the stack anew."""
        from ruamel.yaml import YAML

        from tfgen.yaml_file import merged

        path = services.spec_path(self.project, self.service)
        yaml = YAML()
        data = yaml.load(path.read_text(encoding="utf-8"))
        environments = data["environments"]
        environments[self.environment] = merged(environments[self.environment] or {}, changes)
        out = io.StringIO()
        yaml.dump(data, out)
        path.write_text(out.getvalue(), encoding="utf-8")
        generation.write(self.project, generation.prepare(self.project, [self.service]))


@contextlib.contextmanager
def staged(
    origin: Project, service: Service, environment: str, source: Path | None
) -> Iterator[Stage]:
    """Copies the project, starts a sandbox, and takes both down again at the end.

    Raises InputError where the stack on disk is not what its spec describes, or where `source` has
    files that ecs-cli would refuse.
    """
    if source:
        _require_source(source, service.environments[environment])
    pending = generation.prepare(origin, [service.name], environment).pending
    if pending:
        raise InputError(
            f"{pending[0].path} is not what {service.file.path.name} describes",
            hint=f"tfgen generate {service.name}",
        )
    account = origin.environment(environment).account_id
    with (
        tempfile.TemporaryDirectory(prefix="tfgen-rehearsal-") as folder,
        lifecycle.private(account, origin.region(environment)) as sandbox,
    ):
        # Deep enough for a catalog that lies above the repository.
        up = Path(origin.settings.catalog).parts.count("..")
        copy = _copy(origin, Path(folder).joinpath(*["up"] * up, "project"))
        bench = workspace.bench(copy, environment, sandbox, Path(folder) / "scratch")
        code = _source(source, Path(folder) / "source", service.environments[environment])
        yield Stage(copy, service.name, environment, bench, code)


def _require_source(source: Path, spec: ServiceSpec) -> None:
    dockerfile = source / spec.build.dockerfile
    if not dockerfile.is_file():
        raise InputError(
            f"there is no {dockerfile}",
            hint="give the application's folder to --source, or change build.dockerfile",
        )
    if spec.strategy == "ecs-cli":
        variables.check_source(source, spec)


def _copy(origin: Project, target: Path) -> Project:
    target.mkdir(parents=True)
    shutil.copyfile(origin.file.path, target / project.FILE_NAME)
    for name in (services.FOLDER, "stacks", origin.settings.templates):
        if name and (origin.root / name).is_dir():
            ignored = shutil.ignore_patterns(".terraform", "*.tfstate*")
            shutil.copytree(origin.root / name, target / name, ignore=ignored)
    catalog = origin.settings.catalog
    if not project.is_remote(catalog):
        link = Path(os.path.normpath(target / catalog))
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to((origin.root / catalog).resolve(), target_is_directory=True)
    return project.load(target)


def _ignored(folder: str, names: list[str]) -> set[str]:
    """What is no source: git's own files, packages, sockets and pipes."""
    special = {
        name
        for name in names
        if not (path := Path(folder, name)).is_symlink() and not (path.is_file() or path.is_dir())
    }
    return special | ({".git", "node_modules"} & set(names))


def _source(given: Path | None, target: Path, spec: ServiceSpec) -> Path:
    """The application's source: a copy of the folder that was given, or the least that builds."""
    if given:
        try:
            shutil.copytree(given, target, symlinks=True, ignore=_ignored)
        except (OSError, shutil.Error) as error:
            raise InputError(
                f"the source in {given} cannot be copied: {error}",
                hint="give a folder that can be read, such as a fresh clone",
            ) from error
    dockerfile = target / spec.build.dockerfile
    if not given:
        dockerfile.parent.mkdir(parents=True, exist_ok=True)
        dockerfile.write_text(_DOCKERFILE, encoding="utf-8")
        (target / spec.build.context / _STANDIN_SOURCE).write_text("1\n", encoding="utf-8")
    return target
