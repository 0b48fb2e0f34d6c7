"""A spec with another state of a migration: its text changed where it has to be, and only there."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from tfgen import yaml_file
from tfgen.errors import InputError
from tfgen.migration.steps import State
from tfgen.yaml_file import YamlFile

_KEYS = ("strategy", "slot", "migration")
_WIDTH = 4096


def rewritten(file: YamlFile, states: Mapping[str, State]) -> str:
    """The text of the spec `file` with the environments of `states` in the states given.

    Comments, order and quotes stay. What an environment says like the rest of the spec is left out
    of it, and once all environments have one strategy, it is the spec's. Raises InputError where
    the text cannot be changed without changing what it says.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.util import load_yaml_guess_indent

    _, sequence, offset = load_yaml_guess_indent(file.text)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=sequence or 2, offset=offset or 0)
    data = yaml.load(file.text)
    for document in (data, wanted := _plain(file.data)):
        _change(document, states)
    out = io.StringIO()
    yaml.dump(data, out)
    if yaml_file.parse(out.getvalue(), file.path).data != wanted:
        raise InputError(
            "this spec cannot be rewritten without changing what it says",
            where=file.where(["environments"]),
            hint=f"write by hand, under environments: {_by_hand(states)}",
        )
    return out.getvalue()


def _change(document: Any, states: Mapping[str, State]) -> None:
    environments = document["environments"]
    for name, state in states.items():
        if environments[name] is None:
            environments[name] = {}
        _put(document, environments[name], state)
    found = set(_settled(document))
    if len(found) == 1 and not found & {None, document.get("strategy")}:
        [document["strategy"]] = found
        for overlay in environments.values():
            if overlay:
                overlay.pop("strategy", None)


def _put(document: Any, overlay: Any, state: State) -> None:
    """Sets the keys of `state` in an environment's part, and removes those that say nothing."""
    moving = {"from": state.source, "step": state.step} if state.source else None
    values = {"strategy": state.strategy, "slot": state.slot, "migration": moving}
    nothing = {"slot": "", "migration": None}
    for key in _KEYS:
        if values[key] == document.get(key, nothing.get(key)):
            overlay.pop(key, None)
        else:
            overlay[key] = values[key]


def _settled(document: Any) -> Iterator[str | None]:
    """The strategy of each environment; None for one that is on its way."""
    for overlay in document["environments"].values():
        own = overlay or {}
        yield None if own.get("migration") else own.get("strategy", document.get("strategy"))


def _plain(value: Any) -> Any:
    """A copy whose mappings can be changed."""
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def _by_hand(states: Mapping[str, State]) -> str:
    parts = []
    for name, state in states.items():
        moving = (
            f", migration: {{from: {state.source}, step: {state.step}}}" if state.source else ""
        )
        parts.append(f"{name}: {{strategy: {state.strategy}, slot: '{state.slot}'{moving}}}")
    return ", ".join(parts)
