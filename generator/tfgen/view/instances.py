"""The instances of a block with `count` or `for_each`, and the blocks of a `dynamic` block.

https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tfgen.evaluate.types import SetType
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    UNKNOWN_NUMBER,
    UNKNOWN_STRING,
    Value,
    number,
    object_of,
    string,
)
from tfgen.hcl.model import Attribute, Block
from tfgen.view.model import SETTLED, Blocks, Key, Node, Origin

_MOST = 50
"""How many instances are looked at one by one."""
Measure = Callable[[Node, Attribute], tuple[Value, Origin]]


@dataclass(frozen=True, slots=True)
class Instance:
    """One of the instances: its key, the names that it sees, what these depend on."""

    key: Key = None
    names: dict[str, Value] | None = None
    origin: Origin = SETTLED
    exists: bool = True


def instances(node: Node, measure: Measure) -> tuple[Instance, ...]:
    """The instances of a resource, data source or call; none where there are certainly none."""
    count, each = node.written("count"), node.written("for_each")
    if count is not None:
        return _counted(*measure(node, count))
    if each is not None:
        return _keyed(*measure(node, each))
    return (Instance(),)


def _counted(value: Value, origin: Origin) -> tuple[Instance, ...]:
    count = int(value.data) if isinstance(value.data, str) and value.data.isdigit() else value.data
    if isinstance(count, bool) or not isinstance(count, int) or not origin.settled:
        # That it exists depends on the default; what it says does not.
        first = count == 1 and not isinstance(count, bool)
        return (_one_of_several("count", number(0) if first else UNKNOWN_NUMBER),)
    if count > _MOST:
        return (_one_of_several("count", UNKNOWN_NUMBER),)
    return tuple(
        Instance(index, {"count": object_of({"index": number(index)})}) for index in range(count)
    )


def _one_of_several(name: str, index: Value) -> Instance:
    return Instance(names={name: object_of({"index": index})}, exists=False)


def _keyed(value: Value, origin: Origin) -> tuple[Instance, ...]:
    found = _pairs(value)
    keys = [key.data for key, _ in found or ()]
    if found is None or (not found and not origin.settled) or not all(map(_is_text, keys)):
        names = {"each": object_of({"key": UNKNOWN_STRING, "value": DYNAMIC_VALUE})}
        return (Instance(names=names, exists=False),)
    return tuple(
        Instance(key.data, {"each": object_of({"key": key, "value": each})}, origin, origin.settled)
        for key, each in found
        if isinstance(key.data, str)
    )


def _is_text(data: object) -> bool:
    return isinstance(data, str)


def _pairs(collection: Value) -> list[tuple[Value, Value]] | None:
    """Key and value of each element; None where they are not known, or too many."""
    data = collection.data
    if not isinstance(data, tuple | dict) or len(data) > _MOST:
        return None
    if isinstance(data, dict):
        return [(string(name), each) for name, each in data.items()]
    if isinstance(collection.type, SetType):
        return [(each, each) for each in data]
    return [(number(index), each) for index, each in enumerate(data)]


def expanded(node: Node, block: Block, measure: Measure) -> Blocks:
    """The blocks that `dynamic "type" { … }` in `node` makes."""
    each = block.body.attribute("for_each")
    content = next(block.body.of_type("content"), None)
    if each is None or content is None:
        return Blocks((), complete=False)
    value, origin = measure(node, each)
    if value.data is None and origin.settled:
        return Blocks(())
    found = _pairs(value)
    if found is None:
        return Blocks((), complete=False)
    named = block.body.attribute("iterator")
    iterator = named.expression if named else block.labels[0]
    made = (
        node.inner(
            content, content.body, {iterator: object_of({"key": key, "value": value})}, origin
        )
        for key, value in found
    )
    return Blocks(tuple(made), complete=origin.settled)
