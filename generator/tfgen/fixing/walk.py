"""All nodes of all expressions of a file."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Attribute, Body, File
from tfgen.hcl.syntax import Part, children


def attributes(body: Body) -> Iterator[Attribute]:
    """The attributes of a body and of the blocks in it."""
    yield from body.attributes
    for block in body.blocks:
        yield from attributes(block.body)


def nodes(file: File) -> Iterator[Part]:
    """Every node of every expression, outer ones first."""
    todo: list[Part] = [one.value for one in attributes(file.body)] if file.body else []
    while todo:
        node = todo.pop()
        yield node
        todo += children(node)
