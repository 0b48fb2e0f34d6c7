"""Blocks of override files merged over those that they name."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from tfgen.analysis.declared import Declared, Entry
from tfgen.analysis.page import Page
from tfgen.hcl.model import Attribute, Block, Body, File
from tfgen.hcl.source import Source

_KEPT = frozenset({"depends_on"})
"""What an override cannot change; Terraform refuses it."""


def merged(base: Declared, over: Block, file: File) -> Declared:
    """A block with what another of its name in an override file changes.

    An argument replaces that of its name; nested blocks replace all of their type. `lifecycle` is
    merged argument by argument.
    """
    page = base.page.joined(file)
    delta, source = page.parts[-1][0], Source(page.text)
    moved = _block(over, delta, source)
    block = _rebased(base.block, _bodies(base.block, moved), source)
    return replace(base, page=page, block=block, original=base.base)


def overriding(base: Entry, attribute: Attribute, file: File) -> Entry:
    """The entry that replaces another: no trace of the base is left."""
    del base
    return Entry(Page.of(file), attribute)


def _rebased(block: Block, body: Body, source: Source) -> Block:
    return replace(block, body=body, source=source)


def _bodies(base: Block, over: Block) -> Body:
    given = {one.name: one for one in over.body.attributes if one.name not in _KEPT}
    attributes = [given.pop(one.name, one) for one in base.body.attributes]
    lifecycle = [*base.body.of_type("lifecycle")]
    hidden = {_kind(block) for block in over.body.blocks} - {"lifecycle", "validation"}
    blocks = [block for block in base.body.blocks if _kind(block) not in hidden]
    for block in over.body.blocks:
        if block.type == "lifecycle" and lifecycle:
            at = blocks.index(lifecycle[0])
            blocks[at] = _rebased(blocks[at], _bodies(blocks[at], block), block.source)
        elif block.type not in ("validation", "precondition", "postcondition"):
            blocks.append(block)
    return Body((*attributes, *given.values()), tuple(blocks))


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _block(block: Block, delta: int, source: Source) -> Block:
    """The block as it is in a text that stands `delta` characters further on."""
    return replace(
        block,
        body=Body(
            tuple(_attribute(one, delta, source) for one in block.body.attributes),
            tuple(_block(one, delta, source) for one in block.body.blocks),
        ),
        offset=block.offset + delta,
        brace=block.brace + delta,
        end=block.end + delta,
        label_offsets=tuple(offset + delta for offset in block.label_offsets),
        source=source,
    )


def _attribute(one: Attribute, delta: int, source: Source) -> Attribute:
    return Attribute(one.name, one.offset + delta, _node(one.value, delta), source)


def _node(node: Any, delta: int) -> Any:
    if isinstance(node, tuple):
        return tuple(_node(each, delta) for each in node)
    names = _names(node.__class__)
    if names is None:
        return node
    changed = {name: _node(getattr(node, name), delta) for name in names}
    return replace(node, start=node.start + delta, end=node.end + delta, **changed)


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a node but its place; None for what is no node."""
    if not is_dataclass(kind):
        return None
    return tuple(one.name for one in fields(kind) if one.name not in ("start", "end"))
