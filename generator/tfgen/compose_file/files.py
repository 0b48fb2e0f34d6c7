"""The two files as ecs-cli sees them once the variables are put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen import yaml_file
from tfgen.compose_file import keys, text
from tfgen.errors import InputError, Where
from tfgen.yaml_file import Key, YamlFile

COMPOSE = "docker-compose.yml"
PARAMS = "ecs-params.yml"


@dataclass(frozen=True)
class ComposeFiles:
    """docker-compose.yml and ecs-params.yml with the values of their variables.

    `version` is 1, 2 or 3; `services` and `params` hold what was written there, interpolated.
    `compose_file` and `params_file` know the lines.
    """

    version: str
    services: Mapping[str, Any]
    params: Mapping[str, Any]
    compose_file: YamlFile
    params_file: YamlFile

    def of_service(self, name: str, *rest: Key) -> Where:
        """The place of a key of the service `name` in docker-compose.yml."""
        top = ("services",) if self.version != "1" else ()
        return self.compose_file.where([*top, name, *rest])

    def of_params(self, *location: Key) -> Where:
        """The place of a key in ecs-params.yml."""
        return self.params_file.where(location)

    def has_image(self, name: str) -> bool:
        """Whether an image is written for the service `name`, whatever its variables hold."""
        data = self.compose_file.data
        services = data if self.version == "1" else data["services"]
        return bool(services[name].get("image"))

    @property
    def container_params(self) -> Mapping[str, Any]:
        """What ecs-params.yml adds to each container, by its name."""
        return mapping(mapping(self.params.get("task_definition")).get("services"))


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def read(
    compose: Path, params: Path, environment: Mapping[str, str]
) -> tuple[ComposeFiles, list[InputError]]:
    """Both files with the variables of `environment` put in, and what is wrong with their text.

    Raises InputError where a file is missing, no YAML, or of a version that ecs-cli refuses.
    """
    compose_file = _read(compose)
    params_file, errors = _params(params, environment)
    version = _version(compose_file)
    values = {**_dot_env(compose.parent / ".env"), **environment}
    errors += [_at(compose, *found) for found in text.literals(compose_file.text)]
    interpolated = _Interpolation(compose_file, values, version, errors)
    services = compose_file.data if version == "1" else compose_file.data.get("services")
    top: tuple[Key, ...] = () if version == "1" else ("services",)
    done = interpolated.value(mapping(services), top)
    return ComposeFiles(version, done, params_file.data, compose_file, params_file), errors


def _read(path: Path) -> YamlFile:
    if not path.is_file():
        raise InputError(
            f"there is no {path.name}",
            where=Where(path),
            hint="tfgen new-service NAME --strategy ecs-cli --app-dir DIR writes an example",
        )
    return yaml_file.read(path)


def _params(path: Path, environment: Mapping[str, str]) -> tuple[YamlFile, list[InputError]]:
    raw = _read_text(path)
    expanded, flaws = text.params_text(raw, environment)
    errors = [_at(path, *found) for found in [*text.literals(raw), *flaws]]
    return yaml_file.parse(expanded, path), errors


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise InputError(
            f"there is no {path.name}: on Fargate ecs-cli takes the network from it",
            where=Where(path),
            hint="tfgen new-service NAME --strategy ecs-cli --app-dir DIR writes an example",
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start})",
            where=Where(path),
            hint="save the file as UTF-8",
        ) from error


def _version(file: YamlFile) -> str:
    found = file.data.get("version", "")
    version = "" if found is None else str(found)
    if version not in keys.VERSIONS:
        raise InputError(
            f"ecs-cli does not read version {version!r} of docker-compose.yml",
            where=file.where(["version"]),
            hint='write version: "3" (without a minor version), or "2"',
        )
    return keys.VERSIONS[version]


def _dot_env(path: Path) -> dict[str, str]:
    """The variables of `.env` beside docker-compose.yml, which only that file may use."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    pairs = [line.partition("=") for line in lines if not line.lstrip().startswith("#")]
    return {name.strip(): value for name, equals, value in pairs if equals}


def _at(path: Path, line: int, flaw: text.Flaw) -> InputError:
    return InputError(flaw.message, where=Where(path, line), hint=flaw.hint)


@dataclass(frozen=True)
class _Interpolation:
    """Puts variables into parsed YAML; what is wrong with one goes to `errors`."""

    file: YamlFile
    environment: Mapping[str, str]
    version: str
    errors: list[InputError]

    def value(self, node: Any, location: tuple[Key, ...]) -> Any:
        if isinstance(node, dict):
            return {key: self.value(one, (*location, key)) for key, one in node.items()}
        if isinstance(node, list):
            return [self.value(one, (*location, index)) for index, one in enumerate(node)]
        if not isinstance(node, str):
            return node
        done, flaws = text.compose_value(node, self.environment, version=self.version)
        self.errors.extend(
            InputError(flaw.message, where=self.file.where(location), hint=flaw.hint)
            for flaw in flaws
        )
        return done
