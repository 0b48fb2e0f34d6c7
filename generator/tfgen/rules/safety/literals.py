"""The texts that are written into the resources, data sources and calls of a module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.hcl.model import Attribute, Body, File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import Part, Text, children
from tfgen.view.model import Place

_BLOCKS = ("resource", "data", "module")
# What people read, and no machine.
_PROSE = frozenset({"description", "error_message", "comment", "source"})
# Images are chosen by the public account of who makes them.
_IMAGES = frozenset({"aws_ami", "aws_ami_ids"})


class Found(NamedTuple):
    """What a pattern found in a text, and where the text stands."""

    match: re.Match[str]
    place: Place
    whole: bool
    """Whether the text is nothing else."""


def literals(module: Module, pattern: re.Pattern[str], hint: re.Pattern[str]) -> Iterator[Found]:
    """The first text of each attribute in which `pattern` is found.

    `hint` is found wherever `pattern` is, and faster.
    """
    for file in module.files:
        if file.body is None or not hint.search(file.text):
            continue
        for kind in _BLOCKS:
            for block in file.body.of_type(kind):
                if not _IMAGES.isdisjoint(block.labels):
                    continue
                if hint.search(file.text, block.offset, block.end):
                    yield from _in_body(file, block.body, pattern)


def _in_body(file: File, body: Body, pattern: re.Pattern[str]) -> Iterator[Found]:
    for attribute in body.attributes:
        if attribute.name not in _PROSE:
            yield from _in_attribute(file, attribute, pattern)
    for block in body.blocks:
        yield from _in_body(file, block.body, pattern)


def _in_attribute(file: File, attribute: Attribute, pattern: re.Pattern[str]) -> Iterator[Found]:
    # Most attributes have nothing of the kind in their whole text.
    if not pattern.search(file.text, attribute.value.start, attribute.value.end):
        return
    for text in _texts(attribute.value):
        match = pattern.search(text.value)
        if match:
            place = Place(file.path, file.position(text.start))
            yield Found(match, place, match.group() == text.value)
            return


def _texts(node: Part) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    for child in children(node):
        yield from _texts(child)
