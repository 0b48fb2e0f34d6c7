"""The spec of a new service, from the answers to a few questions."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tfgen.errors import UsageError
from tfgen.project import Project
from tfgen.services import Service

_FIRST_PRIORITY = 100
_STEP = 10


@dataclass(frozen=True)
class Answers:
    """What `tfgen new-service` was told; `settings` are further keys of the spec, dotted."""

    name: str
    kind: str
    strategy: str
    repository: str
    branch: str
    port: int
    cpu: int
    memory: int
    schedule: str
    environments: tuple[str, ...]
    settings: Mapping[str, Any]


def compose(project: Project, others: Sequence[Service], answers: Answers) -> str:
    """The YAML text of the new spec. Raises UsageError where a setting does not fit in."""
    spec: dict[str, Any] = {
        "name": answers.name,
        "kind": answers.kind,
        "strategy": answers.strategy,
        "source": {"repository": answers.repository, "branch": answers.branch},
        "cpu": answers.cpu,
        "memory": answers.memory,
        "containers": {answers.name: {"port": answers.port} if answers.kind == "web" else {}},
    }
    if answers.kind == "web" and (listener := _listener(project, answers.environments)):
        spec["ingress"] = {
            "listener": listener,
            "container": answers.name,
            "hosts": [f"{answers.name}.example.com"],
            "priority": _free_priority(others, listener),
        }
    if answers.kind == "job":
        spec["schedule"] = {"expression": answers.schedule}
    else:
        spec["scaling"] = {"min": 1, "max": 1}
    spec["environments"] = {name: {} for name in answers.environments}
    for key, value in answers.settings.items():
        _put(spec, key, value)
    return f"# {answers.name}. Every key that exists: tfgen schema service\n{_dump(spec)}"


def _listener(project: Project, environments: Sequence[str]) -> str | None:
    """The first listener that all of the environments have."""
    known = [project.settings.environments[name].listeners for name in environments]
    return next((name for name in known[0] if all(name in one for one in known)), None)


def _free_priority(others: Sequence[Service], listener: str) -> int:
    taken = [
        ingress.priority
        for service in others
        for spec in service.environments.values()
        for ingress in spec.ingress
        if ingress.listener == listener
    ]
    return max(taken, default=_FIRST_PRIORITY - _STEP) + _STEP


def _put(spec: dict[str, Any], key: str, value: object) -> None:
    *parents, last = key.split(".")
    node = spec
    for number, part in enumerate(parents):
        if node.get(part) is None:
            node[part] = {}
        node = node[part]
        if not isinstance(node, dict):
            raise UsageError(
                f"--set {key}: {'.'.join(parents[: number + 1])} is no mapping",
                hint=f"set it whole: --set '{part}={{…}}'",
            )
    node[last] = value


def _dump(spec: dict[str, Any]) -> str:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(spec, out)
    return out.getvalue()


def parse_setting(given: str) -> tuple[str, Any]:
    """`KEY=VALUE` of the command line -> the dotted key and its value, read as YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    key, equals, text = given.partition("=")
    if not equals or not all(key.split(".")):
        raise UsageError(f"--set {given!r} is no KEY=VALUE", hint="for example --set scaling.max=4")
    try:
        return key, YAML(typ="safe", pure=False).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise UsageError(
            f"--set {key}: {text!r} is no YAML value", hint="quote it twice: --set 'key=\"text\"'"
        ) from error
