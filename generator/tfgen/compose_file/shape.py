"""What kind of value each key of the two files takes, as ecs-cli unmarshals them.

Everything that looks into the values comes after this: it may trust them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from tfgen.compose_file import keys
from tfgen.compose_file.files import ComposeFiles, mapping
from tfgen.errors import InputError, Where
from tfgen.yaml_file import Key

# What stands for a kind in a message, and the types that it has in Python.
_TEXT, _NUMBER, _FLAG = ("text", (str,)), ("a number", (int, float, str)), ("a flag", (bool, str))
_LIST, _MAP = ("a list", (list,)), ("a mapping", (dict,))
_WORDS = ("text or a list", (str, list))
_PAIRS = ("a mapping or a list", (dict, list))
_Kind = tuple[str, tuple[type, ...]]

# The JSON schemas of docker/cli (3.0) and libcompose (1, 2).
_SERVICE: Mapping[str, _Kind] = {
    **dict.fromkeys(
        ("image", "user", "working_dir", "hostname", "stop_grace_period", "log_driver"), _TEXT
    ),
    **dict.fromkeys(("command", "entrypoint", "env_file", "dns", "dns_search", "tmpfs"), _WORDS),
    **dict.fromkeys(("environment", "labels", "extra_hosts"), _PAIRS),
    **dict.fromkeys(("healthcheck", "logging", "log_opt", "ulimits"), _MAP),
    **dict.fromkeys(("ports", "volumes", "cap_add", "cap_drop", "devices", "links"), _LIST),
    **dict.fromkeys(("security_opt", "volumes_from"), _LIST),
    **dict.fromkeys(("read_only", "tty", "privileged"), _FLAG),
    **dict.fromkeys(("cpu_shares", "mem_limit", "mem_reservation", "shm_size"), _NUMBER),
}
_HEALTH_CHECK: Mapping[str, _Kind] = {
    "test": _WORDS,
    "interval": _TEXT,
    "timeout": _TEXT,
    "retries": _NUMBER,
    "disable": _FLAG,
}
_LOGGING: Mapping[str, _Kind] = {"driver": _TEXT, "options": _MAP}
# Lists whose items may be more than texts.
_FREE_ITEMS = ("ports", "volumes")

# Of ecs-params.yml; every other key without keys below it takes a single value.
_PARAMS_LISTS = frozenset(
    {
        *("docker_volumes", "efs_volumes", "placement_constraints", "secrets", "secret_options"),
        *("depends_on", "strategy", "constraints"),
    }
)
_PARAMS_KINDS: Mapping[str, _Kind] = {
    **dict.fromkeys(("subnets", "security_groups"), _LIST),
    **dict.fromkeys(("test", "command"), _WORDS),
    **dict.fromkeys(("driver_opts", "labels", "options"), _MAP),
    **dict.fromkeys(("essential", "init_process_enabled"), ("true or false", (bool,))),
}
_VALUE = ("a single value", (str, int, float, bool))


def errors(files: ComposeFiles) -> Iterator[InputError]:
    """Each value that is not of the kind that its key takes."""
    written = files.compose_file.data
    if files.version != "1" and not isinstance(written.get("services", {}), dict):
        where = files.compose_file.where(["services"])
        yield _wrong("services", "a mapping", written["services"], where)
    for name, service in files.services.items():
        if not isinstance(name, str) or not isinstance(service, dict):
            yield InputError(
                f"the service {name!r} is no name with a mapping below it",
                where=files.of_service(name),
                hint="write its keys, such as image, below its name",
            )
        else:
            yield from _service(files, name, service)
    yield from _params(files, files.params, keys.PARAMS, ())


def _service(files: ComposeFiles, name: str, service: Mapping[str, Any]) -> Iterator[InputError]:
    yield from _kinds(files, (name,), service, _SERVICE)
    yield from _kinds(
        files, (name, "healthcheck"), mapping(service.get("healthcheck")), _HEALTH_CHECK
    )
    yield from _kinds(files, (name, "logging"), mapping(service.get("logging")), _LOGGING)


def _kinds(
    files: ComposeFiles,
    place: tuple[str, ...],
    found: Mapping[Any, Any],
    kinds: Mapping[str, _Kind],
) -> Iterator[InputError]:
    for key, value in found.items():
        name, *rest = (*place, key)
        if not isinstance(key, str):
            yield _wrong(str(key), "a name as the key", key, files.of_service(name, *rest))
            continue
        what, types = kinds.get(key, ("", (object,)))
        if not _is(value, types):
            yield _wrong(key, what, value, files.of_service(name, *rest))
        elif isinstance(value, list) and key in kinds and key not in _FREE_ITEMS:
            yield from _texts(files, (*place, key), value)


def _texts(
    files: ComposeFiles, place: tuple[str, ...], found: Iterable[Any]
) -> Iterator[InputError]:
    for index, one in enumerate(found):
        if not isinstance(one, str):
            name, *rest = place
            yield _wrong(place[-1], "a list of texts", one, files.of_service(name, *rest, index))


def _params(
    files: ComposeFiles, node: Mapping[Any, Any], known: Mapping[str, Any], place: tuple[Key, ...]
) -> Iterator[InputError]:
    for key, value in node.items():
        where = partial(files.of_params, *place, key)
        if not isinstance(key, str):
            yield _wrong(str(key), "a name as the key", key, where())
        if value is None or (key not in known and "*" not in known) or not isinstance(key, str):
            continue  # nothing is the same as left out; unknown keys are said elsewhere
        below = known.get(key, known.get("*"))
        if key in _PARAMS_LISTS and isinstance(below, Mapping):
            yield from _items(files, key, value, below, (*place, key))
        elif isinstance(below, Mapping):
            if isinstance(value, dict):
                yield from _params(files, value, below, (*place, key))
            else:
                yield _wrong(key, "a mapping", value, where())
        else:
            what, types = _PARAMS_KINDS.get(key, _VALUE)
            if not _is(value, types, flags=True):
                yield _wrong(key, what, value, where())


def _items(
    files: ComposeFiles, key: str, found: Any, below: Mapping[str, Any], place: tuple[Key, ...]
) -> Iterator[InputError]:
    if not isinstance(found, list):
        yield _wrong(key, "a list", found, files.of_params(*place))
        return
    for index, one in enumerate(found):
        if isinstance(one, dict):
            yield from _params(files, one, below, (*place, index))
        else:
            yield _wrong(key, "a list of mappings", one, files.of_params(*place, index))


def _is(value: Any, types: tuple[type, ...], *, flags: bool = False) -> bool:
    """Whether `value` is of one of `types`; YAML's booleans are numbers in Python only."""
    if isinstance(value, bool) and not flags and bool not in types and object not in types:
        return False
    return isinstance(value, types)


def _wrong(key: str, what: str, value: Any, where: Where) -> InputError:
    hint = (
        "put brackets around it, as in [a, b]"
        if what == _LIST[0]
        else f"write {what}; a text with special signs needs quotes"
    )
    message = f"`{key}` is {value!r}, and ecs-cli takes {what}"
    return InputError(message, where=where, hint=hint)
