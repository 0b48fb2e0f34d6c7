"""YAML files: fast to read, and able to say on which line a value stands.

The C parser of ruamel.yaml reads the values. Only when something is wrong is the file read a
second time, by the round-trip parser, which knows positions but takes five times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.errors import InputError, Where

Key = str | int


@dataclass(frozen=True)
class YamlFile:
    """A file's mapping and the text it was read from."""

    path: Path
    data: dict[str, Any]
    text: str

    def where(self, location: Sequence[Key]) -> Where:
        """The place of the deepest part of `location` (keys and list indexes) that exists."""
        position = _position(self.text, location)
        return Where(self.path, *position) if position else Where(self.path)

    def has(self, location: Sequence[Key]) -> bool:
        """Whether `location` exists in the file as it was written."""
        node: Any = self.data
        for key in location:
            if isinstance(key, int) and not isinstance(node, list):
                continue
            if not _contains(node, key):
                return False
            node = node[key]
        return True


def read(path: Path) -> YamlFile:
    """Reads a YAML file whose top level is a mapping.

    Raises InputError, with line and column, for what is no YAML, no UTF-8 or no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start})",
            where=Where(path),
            hint="save the file as UTF-8",
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=Where(path), hint="check its permissions"
        ) from error
    return parse(text, path)


def parse(text: str, path: Path) -> YamlFile:
    """As `read`, from text that is already in memory."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        data = _load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(path, mark.line + 1, mark.column + 1) if mark else Where(path)
        raise InputError(
            f"is not valid YAML: {error.problem or error.context}",
            where=where,
            hint="check indentation, quotes and brackets around this line",
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            f"is not valid YAML: {error}", where=Where(path), hint="tfgen schema shows the keys"
        ) from error
    if not isinstance(data, dict):
        found = "nothing" if data is None else f"a {type(data).__name__}"
        raise InputError(
            f"must be a mapping of keys to values, found {found}",
            where=Where(path),
            hint="the keys that exist: tfgen schema service, tfgen schema project",
        )
    return YamlFile(path, data, text)


def _load(text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=False).load(text)
    except YAMLError:
        # The C parser knows YAML 1.1 only, which has no `{KEY: ssm:/path}`; 1.2 has.
        return YAML(typ="safe", pure=True).load(text)


def merged(base: Any, overlay: Any) -> Any:
    """`overlay` merged deeply over `base`: mappings key by key, everything else replaced."""
    if isinstance(base, dict) and isinstance(overlay, dict):
        both = {key: merged(base[key], overlay[key]) for key in base if key in overlay}
        return {**base, **overlay, **both}
    return overlay


def _position(text: str, location: Sequence[Key]) -> tuple[int, int] | None:
    from ruamel.yaml import YAML

    places = list(_places(YAML(typ="rt").load(text), location))
    return (places[-1][0] + 1, places[-1][1] + 1) if places else None


def _places(root: Any, location: Sequence[Key]) -> Iterator[tuple[int, int]]:
    """The zero-based place of each step down `location`, as far as it exists.

    An index into something that was written as a single value (`ingress: {…}` for a list of one)
    is passed over.
    """
    node = root
    for key in location:
        if isinstance(key, int) and not isinstance(node, list):
            continue
        positions = getattr(node, "lc", None)
        if positions is None or not _contains(node, key):
            return
        yield positions.item(key) if isinstance(node, list) else positions.key(key)
        node = node[key]


def _contains(node: Any, key: Key) -> bool:
    if isinstance(node, list):
        return isinstance(key, int) and key < len(node)
    return isinstance(node, dict) and key in node
