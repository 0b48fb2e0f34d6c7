"""Which references of a module name something that must be declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.hcl.lines import Position
from tfgen.hcl.model import Attribute, Block, Body, File
from tfgen.hcl.references import Reference

# The roots that are no resource types, with the number of names that make up an address.
# https://developer.hashicorp.com/terraform/language/expressions/references
_ADDRESS = {
    "var": 2,
    "local": 2,
    "module": 2,
    "data": 3,
    "ephemeral": 3,
    "resource": 3,
    "action": 3,
}
_BUILT_IN = frozenset({"count", "each", "self", "path", "terraform", "template", "lazy", "arg"})
# Blocks that name what is gone, or what belongs to Terraform itself.
_FOREIGN = frozenset({"moved", "removed", "terraform"})
_WITH_PROVIDER = frozenset({"resource", "data", "ephemeral", "import", "action"})
# Arguments that hold names of another kind: types, arguments of the resource, providers.
_NOT_REFERENCES = {
    ("variable", "type"),
    ("lifecycle", "ignore_changes"),
    ("module", "providers"),
    ("import", "to"),
    ("dynamic", "iterator"),
    *((block_type, "provider") for block_type in _WITH_PROVIDER),
}


@dataclass(frozen=True)
class Use:
    """A reference to something declared.

    `kind` is its root (`var`, `local`, `module`, `data`, `ephemeral`, `action`), or `resource`;
    `address` the names that its declaration has: `("vpc_id",)`, `("aws_vpc", "this")`;
    `rest` the names after these: attributes, or the output of a module.
    """

    file: File
    position: Position
    kind: str
    address: tuple[str, ...]
    rest: tuple[str, ...]


def uses(files: Iterable[File]) -> Iterator[Use]:
    """The references in the files of a module to what it must declare, in their order.

    Loop variables, the iterators of `dynamic` blocks, and arguments that take names of another
    kind (`ignore_changes`, `provider`, `type`, `moved`) are none.
    """
    for file in files:
        if file.body is None:
            continue
        for reference in _in_body(file.body, "", frozenset()):
            use = _use(file, reference)
            if use is not None:
                yield use


def _in_body(body: Body, block_type: str, iterators: frozenset[str]) -> Iterator[Reference]:
    for attribute in body.attributes:
        if (block_type, attribute.name) not in _NOT_REFERENCES:
            yield from _outside(attribute, iterators)
    for block in body.blocks:
        if block.type not in _FOREIGN or block_type:
            yield from _in_body(block.body, block.type, iterators | _iterator(block))


def _outside(attribute: Attribute, iterators: frozenset[str]) -> Iterator[Reference]:
    return (found for found in attribute.references if found.parts[0] not in iterators)


def _iterator(block: Block) -> frozenset[str]:
    """The name that a `dynamic` block gives to its current element."""
    if block.type != "dynamic":
        return frozenset()
    named = block.body.attribute("iterator")
    return frozenset({named.expression} if named else block.labels)


def _use(file: File, reference: Reference) -> Use | None:
    names = reference.names
    root = names[0]
    if root in _BUILT_IN:
        return None
    length = _ADDRESS.get(root, 2)
    if len(names) < length:
        return None
    kind = root if root in _ADDRESS else "resource"
    address = names[1:length] if root in _ADDRESS else names[:length]
    return Use(file, reference.position, kind, address, names[length:])
