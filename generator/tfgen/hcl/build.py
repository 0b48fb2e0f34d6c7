"""The outline of a text -> its body.

What stands on a line of its own in a block is looked up by itself, so that a shape that was met
once, in whichever file or block, is not parsed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tfgen.hcl.grammar_error import GrammarError
from tfgen.hcl.model import Attribute, Block, Body, SyntaxProblem
from tfgen.hcl.nodes import node
from tfgen.hcl.scan_state import Outline
from tfgen.hcl.shapes.bodies import shapes
from tfgen.hcl.shapes.reading import Shape, Shaped
from tfgen.hcl.source import Source
from tfgen.hcl.texts import whole

_SPACE = frozenset({" ", "\n"})


@dataclass
class _Open:
    """A block whose `}` has not come yet; at the bottom of the stack the file itself."""

    header: Shape | None = None
    base: int = 0
    attributes: list[Attribute] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def body(self) -> Body:
        return Body(tuple(self.attributes), tuple(self.blocks))


class _IrregularError(Exception):
    """The lines, one by one, are no arguments and no headers or ends of blocks."""


def build(text: str, outline: Outline) -> tuple[Body, tuple[SyntaxProblem, ...]]:
    """The body of a text, and what is wrong with it. Raises `GrammarError`, `RecursionError`.

    The offset of the error is counted in the joined pieces of some part of the outline.
    """
    building = _Building(text, outline)
    try:
        body = building.by_lines()
    except (_IrregularError, GrammarError):
        building = _Building(text, outline)
        body = building.at_once()
    return body, tuple(dict.fromkeys(building.problems))


class _Building:
    def __init__(self, text: str, outline: Outline) -> None:
        self.source = Source(text, outline.starts, outline.ends)
        self.outline = outline
        self.problems: list[SyntaxProblem] = []

    def by_lines(self) -> Body:
        stack = [_Open()]
        start, depth = 0, 1
        for end, open_now in self.outline.items:
            self._line(stack, start, end, open_now - depth)
            start, depth = end, open_now
        if len(stack) > 1:
            raise _IrregularError
        self._each_once(stack[0].attributes)
        return stack[0].body()

    def at_once(self) -> Body:
        shaped = shapes(tuple(self.outline.pieces))
        self._note(shaped, 0)
        return self._body(shaped.items, 0)

    def _line(self, stack: list[_Open], start: int, end: int, deeper: int) -> None:
        pieces = tuple(self.outline.pieces[start:end])
        words = [piece for piece in pieces if piece not in _SPACE] if deeper else pieces
        if not deeper:
            if not _SPACE.issuperset(pieces):
                self._items(stack[-1], pieces, start)
        elif deeper == 1 and words[-1] == "{":
            shaped = shapes((*pieces, "}", "\n"))
            if len(shaped.items) != 1 or shaped.items[0][0] != "Block":
                raise _IrregularError
            self._note(shaped, start)
            stack.append(_Open(shaped.items[0], start))
        elif deeper == -1 and words == ["}"]:
            closed = stack.pop()
            last = next(at for at in range(start, end) if self.outline.pieces[at] == "}")
            self._each_once(closed.attributes)
            stack[-1].blocks.append(self._block(closed, last))
        else:
            raise _IrregularError

    def _items(self, into: _Open, pieces: tuple[str, ...], base: int) -> None:
        shaped = shapes(pieces)
        if shaped.problems:
            self._note(shaped, base)
        for item in shaped.items:
            if item[0] == "Attribute":
                into.attributes.append(self._attribute(item, base))
            else:
                into.blocks.append(self._whole(item, base))

    def _note(self, shaped: Shaped, base: int) -> None:
        for piece, message, remedy in shaped.problems:
            place = self.source.position(self.source.starts[base + piece])
            self.problems.append(SyntaxProblem(place, message, remedy))

    def _body(self, items: tuple[Shape, ...], base: int) -> Body:
        opened = _Open()
        for item in items:
            if item[0] == "Attribute":
                opened.attributes.append(self._attribute(item, base))
            else:
                opened.blocks.append(self._whole(item, base))
        self._each_once(opened.attributes)
        return opened.body()

    def _whole(self, shape: Shape, base: int) -> Block:
        """A block that stands in one outline, from its type to its `}`."""
        body = self._body(shape[5], base)
        opened = _Open(shape, base, list(body.attributes), list(body.blocks))
        return self._block(opened, base + shape[2])

    def _attribute(self, shape: Shape, base: int) -> Attribute:
        at = base + shape[1]
        source = self.source
        return Attribute(source.piece(at), source.starts[at], node(shape[3], source, base), source)

    def _block(self, opened: _Open, last: int) -> Block:
        source, base = self.source, opened.base
        _, first, _, labels, brace, *_ = opened.header or ()
        return Block(
            source.piece(base + first),
            tuple(self._label(label, base) for label in labels),
            opened.body(),
            source.starts[base + first],
            source.starts[base + brace],
            source.ends[last],
            tuple(source.starts[base + label[1]] for label in labels),
            source,
        )

    def _label(self, shape: Shape, base: int) -> str:
        source = self.source
        text = source.text[source.starts[base + shape[1]] : source.ends[base + shape[2]]]
        return whole(text) if shape[0] == "Text" else text

    def _each_once(self, attributes: list[Attribute]) -> None:
        if len({one.name for one in attributes}) == len(attributes):
            return
        first: dict[str, int] = {}
        for one in attributes:
            line = one.position.line
            if one.name in first:
                message = f"`{one.name}` is set twice, first on line {first[one.name]}"
                self.problems.append(SyntaxProblem(one.position, message, "keep one of the two"))
            first.setdefault(one.name, line)
