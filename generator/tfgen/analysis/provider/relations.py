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
from tfgen.analysis.provider.places import Spot, place
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.values import UNKNOWN, Value
from tfgen.provider_schema.model import BlockSchema, NestedBlock, Relation


class Presence(Enum):
    """Whether an argument is set. `PARTLY`: it is, with parts that are not known."""

    ABSENT = "absent"
    SET = "set"
    PARTLY = "partly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Instance:
    """One block in which the argument of a relation stands or could stand.

    `names` are the types of the blocks that lead there, `trail` what each holds from the outermost
    on, and `spot` is the place of the last.
    """

    names: tuple[str, ...]
    trail: tuple[Decoded, ...]
    spot: Spot

    def presence(self, names: tuple[str, ...]) -> Presence:
        """Whether another argument is set: in the same blocks, as far as the paths agree."""
        common = 0
        for own, other in zip(self.names, names[:-1], strict=False):
            if own != other:
                break
            common += 1
        return _presence(self.trail[common], names[common:])


def check_relations(decoded: Decoded, schema: BlockSchema, root: Written) -> None:
    """Reports the conditions that do not hold in the body `root`."""
    for relation in map(_innermost, schema.relations):
        *outer, name = _names(relation.on)
        for instance in _instances(decoded, schema, outer):
            found = _judge(relation, instance)
            if found:
                root.report(RELATION, place(root, instance.spot.at(name).path), *found)


def _innermost(relation: Relation) -> Relation:
    """The relation without blocks that are named beside an argument of theirs.

    The newer providers speak of the block in which the choice is, as if it were one of the choices.
    """
    if not relation.kind.endswith("_one_of"):
        return relation
    paths = {name: _names(name) for name in relation.others}
    kept = tuple(
        name
        for name, path in paths.items()
        if not any(path != other and path == other[: len(path)] for other in paths.values())
    )
    on = relation.on if relation.on in kept else kept[0]
    return Relation(relation.kind, on, kept)


def _judge(relation: Relation, instance: _Instance) -> tuple[str, str] | None:
    """Message and remedy where a condition does not hold in a block."""
    others = {name: instance.presence(_names(name)) for name in relation.others}
    absent = [name for name, each in others.items() if each is Presence.ABSENT]
    present = [name for name, each in others.items() if each in _PRESENT]
    certain = [name for name, each in others.items() if each is Presence.SET]
    own = instance.presence(_names(relation.on))
    match relation.kind:
        case "conflicts" if present and own is Presence.SET:
            message = f"`{relation.on}` and `{present[0]}` exclude each other"
            return message, "keep one of them"
        case "required_with" if absent and own in _PRESENT:
            return f"`{relation.on}` needs {_list(absent)} beside it", "add it"
        case "at_least_one_of" if len(absent) == len(others):
            return f"one of {_list(others)} is required", "add one of them"
        case "exactly_one_of" if len(absent) == len(others):
            return f"exactly one of {_list(others)} is required", "add one of them"
        case "exactly_one_of" if len(certain) > 1:
            message = f"only one of {_list(others)} may be set, and {_list(certain)} are"
            return message, "keep one of them"
    return None


_PRESENT = frozenset({Presence.SET, Presence.PARTLY})


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _names(path: str) -> tuple[str, ...]:
    """The names in a path; the numbers of list elements say no more than the names."""
    return tuple([step for step in path.split(".") if not step.isdigit()])


def _instances(decoded: Decoded, schema: BlockSchema, names: list[str]) -> Iterator[_Instance]:
    """The blocks at a path that the provider looks into: those of which all is known."""
    found = [_Instance((), (decoded,), Spot())]
    for name in names:
        nested = schema.blocks.get(name)
        if nested is None:
            return
        found = [inner for each in found for inner in _inside(each, name, nested)]
        schema = nested.block
    yield from found


def _inside(outer: _Instance, name: str, nested: NestedBlock) -> Iterator[_Instance]:
    blocks = outer.trail[-1].blocks.get(name, Blocks())
    if not blocks.wholly_known:
        return
    for item, spot in blocks.spots(outer.spot, name, nested.nesting):
        yield _Instance((*outer.names, name), (*outer.trail, item), spot)


def _presence(decoded: Decoded, names: tuple[str, ...]) -> Presence:
    name, rest = names[0], names[1:]
    blocks = decoded.blocks.get(name)
    if blocks is None:
        return _of_value(decoded.values.get(name))
    if not blocks.known:
        return Presence.UNKNOWN
    if not blocks.items:
        return Presence.ABSENT
    if not rest:
        return Presence.SET if blocks.wholly_known else Presence.PARTLY
    found = {_presence(item, rest) for item in blocks.items}
    order = (Presence.SET, Presence.PARTLY, Presence.UNKNOWN, Presence.ABSENT)
    return next(each for each in order if each in found)


def _of_value(value: Value | None) -> Presence:
    if value is None or value.data is None:
        return Presence.ABSENT
    if value.data is UNKNOWN:
        return Presence.UNKNOWN
    return Presence.SET if value.is_wholly_known else Presence.PARTLY
