"""A body as it stands in a file, before a schema tells what its parts mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tfgen.evaluate.problems import Problem
from tfgen.evaluate.scope import Scope
from tfgen.hcl.model import Attribute, Block, Body
from tfgen.hcl.source import Source
from tfgen.hcl.syntax import Entry, Expression, Object, Text, Tuple

_COMMENT = "//"


@dataclass(frozen=True, slots=True)
class Written:
    """A body, and how it is read.

    `place` is where Terraform reports what the body lacks: its opening brace, in JSON the closing
    one. `unknown`: it belongs to a `dynamic` block whose elements are not known, so that none of
    its expressions is evaluated. `json`: blocks stand as attributes. `copies`: how many blocks
    `dynamic` blocks make of this one. Without `exact` the schema is that of a neighbouring version
    of the provider: what it lacks may exist, what it requires may be optional.
    """

    body: Body
    place: int
    scope: Scope
    unknown: bool = False
    json: bool = False
    copies: int = 1
    exact: bool = True

    def report(self, code: str, offset: int, message: str, remedy: str) -> None:
        """Notes a problem."""
        self.scope.problems.append(Problem(code, offset, message, remedy))

    def inside(self, block: Block) -> Written:
        """A block of this body."""
        place = block.end - 1 if self.json else block.brace
        return replace(self, body=block.body, place=place)

    def attributes(self, blocks: frozenset[str]) -> Iterator[Attribute]:
        """The attributes; in JSON those that are none of the `blocks`, nor comments."""
        if not self.json:
            return iter(self.body.attributes)
        return (
            each
            for each in self.body.attributes
            if each.name not in blocks and each.name != _COMMENT
        )

    def blocks(self, labelled: frozenset[str], plain: frozenset[str]) -> Iterator[Block]:
        """The blocks; in JSON the attributes named in `labelled` (with one label) and `plain`."""
        yield from self.body.blocks
        if not self.json:
            return
        for each in self.body.attributes:
            if each.name in labelled:
                for entry in _entries(each.value):
                    label, start = _key(entry), entry.key.start
                    for value in _objects(entry.value):
                        yield _block(each.name, ((label, start),), value, start, each.source)
            elif each.name in plain:
                for value in _objects(each.value):
                    yield _block(each.name, (), value, each.offset, each.source)


def _objects(value: Expression) -> Iterator[Object]:
    """The bodies in a property that means blocks: an object, or an array of them."""
    if isinstance(value, Object):
        yield value
    elif isinstance(value, Tuple):
        for item in value.items:
            yield from _objects(item)


def _entries(value: Expression) -> Iterator[Entry]:
    for each in _objects(value):
        yield from each.entries


def _key(entry: Entry) -> str:
    return entry.key.value if isinstance(entry.key, Text) else ""


def _block(
    type_: str,
    labels: tuple[tuple[str, int], ...],
    value: Object,
    offset: int,
    source: Source,
) -> Block:
    attributes = tuple(
        Attribute(_key(entry), entry.key.start, entry.value, source) for entry in value.entries
    )
    names = tuple(label for label, _ in labels)
    places = tuple(place for _, place in labels)
    return Block(type_, names, Body(attributes), offset, value.start, value.end, places, source)
