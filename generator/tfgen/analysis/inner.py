"""Which variables of a called module each of its outputs needs."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.analysis.declared import Declared
from tfgen.analysis.known import Known, needs
from tfgen.analysis.page import Page
from tfgen.analysis.refs import Node
from tfgen.hcl.model import Attribute, Body

Inner = Mapping[str, frozenset[str]]
"""By output, the names of the variables."""


def inner_needs(child: Known) -> Inner:
    """The variables behind each output, through locals, resources and further calls."""
    declarations = child.declarations
    edges: dict[Node, set[Node]] = {}
    for name, entry in declarations.locals.items():
        edges["local", name] = _of(entry.page, entry.attribute)
    for kind, declared in declarations.resource_blocks():
        edges[(kind, *declared.block.labels)] = _of_block(declared)
    for name, declared in declarations.modules.items():
        edges["module", name] = _of_block(declared)
    for name, declared in declarations.variables.items():
        edges["var", name] = _of_block(declared)
    return {
        name: frozenset(
            node[1] for node in _reached(_of_block(declared), edges) if node[0] == "var"
        )
        for name, declared in declarations.outputs.items()
    }


def _reached(start: set[Node], edges: Mapping[Node, set[Node]]) -> set[Node]:
    found: set[Node] = set()
    todo = list(start)
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += edges.get(node, ())
    return found


def _of(page: Page, attribute: Attribute) -> set[Node]:
    """As `needs`, a module call being one."""
    return {one[:2] if one[0] == "module" else one for one in needs(page, attribute)}


def _of_block(declared: Declared) -> set[Node]:
    found: set[Node] = set()
    todo: list[Body] = [declared.block.body]
    while todo:
        body = todo.pop()
        for attribute in body.attributes:
            if attribute.name not in ("provider", "providers", "ignore_changes", "type"):
                found |= _of(declared.page, attribute)
        todo += [block.body for block in body.blocks]
    return found
