"""The nested blocks of a body, those that `dynamic` blocks make among them.

https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks. As Terraform does:
a `for_each` that is known makes a block for each element, one that is unknown makes one block whose
expressions are not evaluated, and no count of the blocks is then checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tfgen.analysis.provider.codes import (
    BLOCK_COUNT,
    DYNAMIC_BLOCK,
    MISSING_ARGUMENT,
    UNEXPECTED_BLOCK,
    UNKNOWN_ARGUMENT,
)
from tfgen.analysis.provider.suggestion import meant
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.types import DYNAMIC, ListType, MapType, ObjectType, SetType, TupleType, show
from tfgen.evaluate.values import DYNAMIC_VALUE, Value, number, object_of, string
from tfgen.hcl.model import Block
from tfgen.hcl.syntax import Text, Variable

DYNAMIC_TYPE = "dynamic"
_ITERABLE = (ListType, MapType, ObjectType, SetType, TupleType)
_PLAIN = frozenset({"content"})
_ARGUMENTS = ("for_each", "iterator")
# Blocks inside blocks multiply; beyond this they count as unknown.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Nested:
    """A nested block: its type, its label in a map (empty elsewhere), and what it holds.

    `body` is None where the `dynamic` block is wrong: how many blocks it makes is not known.
    """

    type: str
    key: str
    offset: int
    body: Written | None


def expand(written: Written, known: frozenset[str], maps: frozenset[str]) -> Iterator[Nested]:
    """The blocks of the types `known`, in order; `maps` are those that take one label.

    Blocks of other types are left out; those that `dynamic` blocks make are reported.
    """
    labelled = maps | {DYNAMIC_TYPE}
    for block in written.blocks(labelled, known - maps):
        if block.type in known:
            found = _plain(written, block, block.type in maps)
            if found:
                yield found
        elif block.type == DYNAMIC_TYPE:
            yield from _dynamic(written, block, known, maps)


def _plain(written: Written, block: Block, labelled: bool) -> Nested | None:
    wanted = 1 if labelled else 0
    if len(block.labels) == wanted:
        key = block.labels[0] if labelled else ""
        return Nested(block.type, key, block.offset, written.inside(block))
    if not written.exact:
        return None
    many = len(block.labels) > wanted
    offset = block.label_offsets[wanted] if many else block.brace
    words = "no label" if not labelled else "one label"
    written.report(
        UNEXPECTED_BLOCK,
        offset,
        f"a block `{block.type}` takes {words}",
        "remove the label" if many else "add the label",
    )
    return None


def _dynamic(
    written: Written, block: Block, known: frozenset[str], maps: frozenset[str]
) -> Iterator[Nested]:
    if len(block.labels) != 1:
        message = "a `dynamic` block takes one label, the type of the blocks that it makes"
        offset = block.label_offsets[1] if block.labels else block.brace
        written.report(UNEXPECTED_BLOCK, offset, message, 'write `dynamic "TYPE" {`')
        return
    type_ = block.labels[0]
    if type_ not in known:
        if not written.exact:
            return
        written.report(
            UNEXPECTED_BLOCK,
            block.label_offsets[0],
            f"no block `{type_}` is expected here",
            meant(type_, known, "remove the `dynamic` block"),
        )
        return
    body = written.inside(block)
    start = len(written.scope.problems)
    content, iterator = _form(body, type_ in maps), _iterator(body, type_)
    elements = _elements(body)
    if len(written.scope.problems) > start or content is None:
        yield Nested(type_, "", block.offset, None)
        return
    yield from _made(Nested(type_, "", block.offset, body.inside(content)), iterator, elements)


def _made(
    pattern: Nested, iterator: str, elements: list[tuple[Value, Value]] | None
) -> Iterator[Nested]:
    body = pattern.body
    assert body is not None  # noqa: S101 (the caller has made it)
    copies = body.copies * max(len(elements or ()), 1)
    if elements is None or copies > _MOST:
        scope = body.scope.child({iterator: _item(DYNAMIC_VALUE, DYNAMIC_VALUE)})
        yield replace(pattern, body=replace(body, scope=scope, unknown=True))
        return
    for key, value in elements:
        scope = body.scope.child({iterator: _item(key, value)})
        yield replace(pattern, body=replace(body, scope=scope, copies=copies))


def _item(key: Value, value: Value) -> Value:
    return object_of({"key": key, "value": value})


def _form(body: Written, labelled: bool) -> Block | None:
    """The `content` block; what else is wrong with the form of a `dynamic` block is reported."""
    arguments = (*_ARGUMENTS, "labels") if labelled else _ARGUMENTS
    for attribute in body.attributes(_PLAIN):
        if attribute.name not in arguments:
            message = f"a `dynamic` block has no argument `{attribute.name}`"
            remedy = meant(attribute.name, arguments, "put it into `content`")
            body.report(UNKNOWN_ARGUMENT, attribute.offset, message, remedy)
    found = None
    for block in body.blocks(frozenset(), _PLAIN):
        if block.type not in _PLAIN:
            message = f"a `dynamic` block holds no block `{block.type}`"
            remedy = meant(block.type, _PLAIN, "put it into `content`")
            body.report(UNEXPECTED_BLOCK, block.offset, message, remedy)
        elif found is not None:
            message = "a `dynamic` block has only one `content`"
            body.report(BLOCK_COUNT, block.offset, message, "keep one of them")
        found = found or (block if block.type in _PLAIN else None)
    if found is None:
        message = "a `dynamic` block needs a block `content`"
        body.report(BLOCK_COUNT, body.place, message, "add `content { … }`")
    return found


def _iterator(body: Written, type_: str) -> str:
    given = body.body.attribute("iterator")
    if given is None:
        return type_
    if isinstance(given.value, Variable):
        return given.value.name
    if body.json and isinstance(given.value, Text):
        return given.value.value
    message = "`iterator` is a plain name, without quotes, dots or brackets"
    body.report(DYNAMIC_BLOCK, given.value.start, message, "write `iterator = NAME`")
    return type_


def _elements(body: Written) -> list[tuple[Value, Value]] | None:
    """The keys and values that `for_each` goes through; None where they are not known."""
    given = body.body.attribute("for_each")
    if given is None:
        message = "a `dynamic` block needs the argument `for_each`"
        body.report(MISSING_ARGUMENT, body.place, message, "add `for_each = …`")
        return None
    start = len(body.scope.problems)
    value = evaluate(given.value, body.scope)
    refused = _refused(value)
    if refused:
        body.report(DYNAMIC_BLOCK, given.value.start, *refused)
    return _pairs(value) if len(body.scope.problems) == start else None


def _refused(value: Value) -> tuple[str, str] | None:
    if value.type is not DYNAMIC and not isinstance(value.type, _ITERABLE):
        message = f"`for_each` must be a list, set, map or object, and this is a {show(value.type)}"
        return message, "write [ … ] around one value"
    if value.data is None:
        return "`for_each` is null", "use [] where there is nothing"
    return None


def _pairs(value: Value) -> list[tuple[Value, Value]] | None:
    if isinstance(value.data, dict):
        return [(string(key), each) for key, each in value.data.items()]
    if not isinstance(value.data, tuple):
        return None
    if isinstance(value.type, SetType):
        return [(each, each) for each in value.data]
    return [(number(place), each) for place, each in enumerate(value.data)]
