"""The conditions between the arguments of a resource: which are set, and which may not be.

What each kind of condition does with values that are not known was found by `terraform validate`:
one that may turn out to be null never breaks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from tfgen.analysis.provider.codes import RELATION
from tfgen.analysis.provider.decoded import Blocks, Decoded
from tfgen.analysis.provider.places import Path
from tfgen.evaluate.values import UNKNOWN, Value
from tfgen.provider_schema.model import BlockSchema, Relation


class Presence(Enum):
    """Whether an argument is set. `PARTLY`: it is, with parts that are not known."""

    ABSENT = "absent"
    SET = "set"
    PARTLY = "partly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition that does not hold."""

    code: str
    message: str
    remedy: str


def broken_relations(
    decoded: Decoded, schema: BlockSchema, *, sdk: bool
) -> Iterator[tuple[Broken, Path]]:
    """The conditions that do not hold, each with the path of what the provider's message is about.

    `sdk`: the provider is of the older kind, see `provider_checks`.
    """
    for relation in schema.relations:
        steps = _steps(relation.on)
        if _reached(decoded, steps, sdk=sdk):
            found = _judge(relation, decoded)
            if found:
                yield found, _cut(steps, schema)


def _judge(relation: Relation, decoded: Decoded) -> Broken | None:
    on = relation.on
    others = {name: _presence(decoded, _steps(name)) for name in relation.others}
    absent = [name for name, each in others.items() if each is Presence.ABSENT]
    match relation.kind:
        case "conflicts":
            present = [name for name, each in others.items() if each in _PRESENT]
            if present and _presence(decoded, _steps(on)) is Presence.SET:
                message = f"`{on}` and `{present[0]}` exclude each other"
                return Broken(RELATION, message, "keep one of them")
        case "required_with":
            if absent and _presence(decoded, _steps(on)) in _PRESENT:
                return Broken(RELATION, f"`{on}` needs {_list(absent)} beside it", "add it")
        case "at_least_one_of":
            if len(absent) == len(others):
                return Broken(RELATION, f"one of {_list(others)} is required", "add one of them")
        case "exactly_one_of":
            certain = [name for name, each in others.items() if each is Presence.SET]
            if len(certain) > 1:
                message = f"only one of {_list(others)} may be set, and {_list(certain)} are"
                return Broken(RELATION, message, "keep one of them")
            if len(absent) == len(others):
                message = f"exactly one of {_list(others)} is required"
                return Broken(RELATION, message, "add one of them")
    return None


_PRESENT = frozenset({Presence.SET, Presence.PARTLY})


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple([int(step) if step.isdigit() else step for step in path.split(".")])


def _reached(decoded: Decoded, steps: tuple[str | int, ...], *, sdk: bool) -> bool:
    """Whether the provider looks at the place where an argument stands or could stand."""
    for name, index in zip(steps[:-1:2], steps[1:-1:2], strict=False):
        blocks = decoded.blocks.get(str(name), Blocks())
        hidden = not blocks.known or (sdk and not blocks.wholly_known)
        if hidden or not isinstance(index, int) or index >= len(blocks.items):
            return False
        decoded = blocks.items[index]
    return True


def _presence(decoded: Decoded, steps: tuple[str | int, ...]) -> Presence:
    name, *rest = steps
    blocks = decoded.blocks.get(str(name))
    if blocks is None:
        return _of_value(decoded.values.get(str(name)))
    if not blocks.known:
        return Presence.UNKNOWN
    if not rest:
        if not blocks.items:
            return Presence.ABSENT
        return Presence.SET if blocks.wholly_known else Presence.PARTLY
    index, *inner = rest
    if not isinstance(index, int) or index >= len(blocks.items):
        return Presence.ABSENT
    return _presence(blocks.items[index], tuple(inner)) if inner else Presence.SET


def _of_value(value: Value | None) -> Presence:
    if value is None or value.data is None:
        return Presence.ABSENT
    if value.data is UNKNOWN:
        return Presence.UNKNOWN
    return Presence.SET if value.is_wholly_known else Presence.PARTLY


def _cut(steps: tuple[str | int, ...], schema: BlockSchema) -> Path:
    """The path as far as the provider can give it: not into a set."""
    path: list[str | int] = []
    for step in steps:
        path.append(step)
        if not isinstance(step, str) or step not in schema.blocks:
            continue
        nested = schema.blocks[step]
        if nested.nesting == "set":
            break
        schema = nested.block
    return tuple(path)
