"""`resource`, `data` and `ephemeral`: all but the arguments of the provider."""

from __future__ import annotations

from tfgen.analysis import codes, shapes
from tfgen.analysis.blocks.conditions import condition
from tfgen.analysis.blocks.metas import (
    depends_on,
    items,
    provider_ref,
    repetition,
    traversal_of,
)
from tfgen.analysis.blocks.provisioners import connection, provisioner
from tfgen.analysis.constants import literal, named
from tfgen.analysis.refs import InvalidReferenceError
from tfgen.analysis.structure import Content, Reading, content
from tfgen.evaluate.types import BOOL
from tfgen.hcl.model import Attribute, Block
from tfgen.hcl.syntax import Expression, Text, Variable

_WORDS = {"resource": "resource", "data": "data source", "ephemeral": "ephemeral resource"}


def resource(reading: Reading, block: Block) -> None:
    """A `resource` block."""
    found = content(reading, block.body, shapes.RESOURCE, block)
    _metas(reading, block, found)
    _once(reading, found, "connection")
    for one in found.blocks:
        if one.type == "provisioner":
            provisioner(reading, one)
    if any(_destroys(one) for one in found.blocks):
        for one in [one for one in found.blocks if one.type == "connection"][:1]:
            connection(reading, one)


def data(reading: Reading, block: Block, *, nested: bool = False) -> None:
    """A `data` block; `nested` in a `check`."""
    found = content(reading, block.body, shapes.DATA, block)
    if nested:
        for name in ("count", "for_each"):
            if name in found.arguments:
                message = f"a data source in a check takes no `{name}`"
                remedy = "move it out of the check"
                place = found.arguments[name].offset
                reading.problem(codes.CONDITION, place, message, remedy)
        for one in found.blocks:
            if one.type == "lifecycle":
                message = "a data source in a check takes no `lifecycle`"
                reading.problem(codes.LIFECYCLE, one.offset, message, "remove it")
    _metas(reading, block, found)


def ephemeral(reading: Reading, block: Block) -> None:
    """An `ephemeral` block."""
    _metas(reading, block, content(reading, block.body, shapes.DATA, block))


def _destroys(block: Block) -> bool:
    when = block.body.attribute("when") if block.type == "provisioner" else None
    return when is not None and when.expression.strip('"') == "destroy"


def _metas(reading: Reading, block: Block, found: Content) -> None:
    for at, what in enumerate(("a type", f"a {_WORDS[block.type]}")):
        named(reading, block.labels[at], block.label_offsets[at], what)
    repetition(reading, found)
    if "provider" in found.arguments:
        provider_ref(reading, found.arguments["provider"].value)
    depends_on(reading, found.arguments.get("depends_on"))
    _once(reading, found, "lifecycle")
    _once(reading, found, "_")
    for one in [one for one in found.blocks if one.type == "lifecycle"][:1]:
        _lifecycle(reading, block, one)
    for one in found.blocks:
        if one.type == "locals":
            message = "Terraform reserves the block type `locals` here"
            reading.problem(codes.RESERVED, one.offset, message, "remove it")


def _once(reading: Reading, found: Content, block_type: str) -> None:
    for one in [one for one in found.blocks if one.type == block_type][1:]:
        message = f"a second block `{block_type}`"
        reading.problem(codes.LIFECYCLE, one.offset, message, "merge the two")


def _lifecycle(reading: Reading, owner: Block, block: Block) -> None:
    found = content(reading, block.body, shapes.LIFECYCLE, block)
    if owner.type == "resource":
        for flag in ("create_before_destroy", "prevent_destroy"):
            literal(reading, found.arguments.get(flag), BOOL)
        if "replace_triggered_by" in found.arguments:
            for item in items(reading, found.arguments["replace_triggered_by"]):
                _trigger(reading, item)
        if "ignore_changes" in found.arguments:
            _ignored(reading, found.arguments["ignore_changes"])
    else:
        for argument in found.arguments.values():
            message = f"`{argument.name}` is for resources, not for a {_WORDS[owner.type]}"
            reading.problem(codes.LIFECYCLE, argument.offset, message, "remove it")
    address = (owner.type, *owner.labels)
    for one in found.blocks:
        condition(reading, one, address)


def _ignored(reading: Reading, attribute: Attribute) -> None:
    if isinstance(attribute.value, Variable) and attribute.value.name == "all":
        return
    elements = items(reading, attribute)
    for item in elements:
        if isinstance(item, Text) and item.value == "*":
            message = '"*" in `ignore_changes` is no longer taken'
            remedy = "write ignore_changes = all"
            reading.problem(codes.LIFECYCLE, attribute.value.start, message, remedy)
        elif traversal_of(item) is None:
            message = "an element of `ignore_changes` must be the name of an argument"
            place = item.start
            reading.problem(codes.LIFECYCLE, place, message, "write ignore_changes = [NAME, …]")


def _trigger(reading: Reading, item: Expression) -> None:
    resources = 0
    for ref in reading.page.references(item):
        if isinstance(ref, InvalidReferenceError):
            reading.problem(codes.LIFECYCLE, item.start, ref.message, _TRIGGER)
            return
        if ref.kind in ("resource", "data", "ephemeral"):
            resources += 1
        elif (ref.kind, *ref.address) not in (("each", "key"), ("count", "index")):
            message = f"`{ref.text}` cannot stand in `replace_triggered_by`"
            reading.problem(codes.LIFECYCLE, item.start, message, _TRIGGER)
            return
    if resources != 1:
        message = "an element of `replace_triggered_by` must refer to one resource"
        reading.problem(codes.LIFECYCLE, item.start, message, _TRIGGER)


_TRIGGER = "name a resource or one of its attributes; wrap other values in a terraform_data"
