"""A module -> what its resources say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from tfgen.hcl.model import Body
from tfgen.hcl.module import Module
from tfgen.view.called import Called
from tfgen.view.index import Address
from tfgen.view.model import Item, Node, Place
from tfgen.view.trace import Trace

_DEEPEST = 8
"""How many calls lead to the innermost module that is looked at."""


def view(module: Module) -> ModuleView:
    """The resources of a module; nothing is evaluated before it is asked for."""
    return ModuleView(module)


class ModuleView:
    """See `tfgen.view.model.View`."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._root = Called(module, Trace())
        self._found: dict[tuple[str, tuple[str, ...]], tuple[Item, ...]] = {}
        self._named: dict[int, frozenset[int]] = {}

    @cached_property
    def _modules(self) -> tuple[Called, ...]:
        """The module and those that it calls, each once for each call."""
        found = [self._root]
        for depth in range(_DEEPEST):
            more = [child for each in found if _depth(each) == depth for child in _called(each)]
            if not more:
                break
            found += more
        return tuple(found)

    @cached_property
    def closed(self) -> bool:
        """See `View`."""
        return all(each.index.whole for each in self._modules) and all(
            each.child(call) is not None for each in self._modules for call in _calls(each)
        )

    def resources(self, *types: str) -> tuple[Item, ...]:
        """See `View`."""
        return self._of_kind("resource", types)

    def data(self, *types: str) -> tuple[Item, ...]:
        """See `View`."""
        return self._of_kind("data", types)

    def calls(self) -> tuple[Item, ...]:
        """See `View`."""
        return tuple(call for each in self._modules for call in _calls(each))

    def _of_kind(self, kind: str, types: tuple[str, ...]) -> tuple[Item, ...]:
        if (kind, types) not in self._found:
            self._found[kind, types] = tuple(
                item
                for each in self._modules
                for address, _ in each.index.of_kind(kind)
                if not types or address[1] in types
                for item in each.items(address)
            )
        return self._found[kind, types]

    def referring(self, item: Item, *types: str) -> tuple[Item, ...]:
        """See `View`."""
        return tuple(
            other
            for other in self.resources(*types)
            if other is not item and id(item) in self._sources(other)
        )

    def _sources(self, item: Item) -> frozenset[int]:
        if id(item) not in self._named:
            self._named[id(item)] = frozenset(map(id, _in_body(item, item.body)))
        return self._named[id(item)]

    def blame(self, *places: Place) -> tuple[Place, ...]:
        """See `View`."""
        own = {file.path for file in self._module.files}
        return tuple(place for place in places if place.path in own)[:1]


def _depth(called: Called) -> int:
    return 0 if called.caller is None else 1 + _depth(called.caller)


def _calls(called: Called) -> Iterator[Item]:
    addresses: list[Address] = [address for address, _ in called.index.of_kind("module")]
    return (call for address in addresses for call in called.items(address))


def _called(called: Called) -> Iterator[Called]:
    for call in _calls(called):
        child = called.child(call)
        if child is not None:
            yield child


def _in_body(node: Node, body: Body) -> Iterator[Item]:
    for attribute in body.attributes:
        yield from node.evaluator.sources(node, attribute.value)
    for block in body.blocks:
        yield from _in_body(node, block.body)
