"""A block as its provider gets it: the values of its attributes, and its nested blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tfgen.analysis.provider.places import Spot
from tfgen.evaluate.values import Value


@dataclass(frozen=True, slots=True)
class Blocks:
    """The nested blocks of one type, in order; not `known` where some may be added or missing.

    `keys` are their labels where the schema says that they form a map.
    """

    items: tuple[Decoded, ...] = ()
    known: bool = True
    keys: tuple[str, ...] = ()

    def spots(self, outer: Spot, name: str, nesting: str) -> Iterator[tuple[Decoded, Spot]]:
        """Each block and its place; these are the blocks `name` at `outer`."""
        for number, (item, key) in enumerate(zip(self.items, self.keys, strict=False)):
            yield item, outer.block(name, nesting, number, key)

    @property
    def wholly_known(self) -> bool:
        """Whether every value in them is known."""
        return self.known and all(item.wholly_known for item in self.items)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The attributes that are written, and the blocks by type."""

    values: Mapping[str, Value]
    blocks: Mapping[str, Blocks]

    @property
    def wholly_known(self) -> bool:
        """Whether every value in it is known."""
        return all(value.is_wholly_known for value in self.values.values()) and all(
            blocks.wholly_known for blocks in self.blocks.values()
        )
