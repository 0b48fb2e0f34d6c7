"""Which declarations need each other in a circle.

Terraform names no place for a cycle; here it is the first declaration of it in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tfgen.analysis import codes
from tfgen.analysis.declared import Declarations
from tfgen.analysis.evaluation.calls import arguments
from tfgen.analysis.inner import Inner, inner_needs
from tfgen.analysis.known import Known
from tfgen.analysis.page import Page
from tfgen.analysis.refs import Node

Edges = dict[Node, set[Node]]


def cycles(known: Known, children: Mapping[str, Known]) -> None:
    """Reports each circle once."""
    coarse = _edges(known)
    for circle in circles(coarse):
        names = {node[1] for node in circle if node[0] == "module"}
        if not names:
            _report(known, circle)
        elif all(name in children for name in names):
            fine = _refined(known, coarse, {name: inner_needs(children[name]) for name in names})
            for inner in circles(fine):
                _report(known, inner)


def _edges(known: Known) -> Edges:
    """Who needs whom, a module call being one."""
    found: Edges = {}
    for user, needed in known.uses.items():
        if user:
            nodes = {one[:2] if one[0] == "module" else one for one in needed}
            found[user] = nodes - ({user} if user[0] != "module" else set())
    for kind, declared in known.declarations.resource_blocks():
        node = (kind, *declared.block.labels)
        config = known.config_of(declared)
        if config in known.declarations.providers:
            found.setdefault(node, set()).add(("provider", *config))
    return found


def _refined(known: Known, coarse: Edges, inner: Mapping[str, Inner]) -> Edges:
    """The edges with the inputs and outputs of some modules instead of the modules."""
    found: Edges = {}
    for user, needed in known.uses.items():
        if user and user[0] != "module":
            found[user] = {part for one in needed for part in _parts(one, inner)} - {user}
    for user, nodes in coarse.items():
        if user[0] != "module":
            found.setdefault(user, set()).update(one for one in nodes if one[0] == "provider")
    for name, needs in inner.items():
        call = known.declarations.modules[name]
        shared = {
            part
            for argument in ("count", "for_each", "depends_on")
            for one in known.needs_of(call, argument)
            for part in _parts(one, inner)
        }
        expand = ("module", name, "expand")
        found[expand] = shared
        given = arguments(call.block)
        for variable in given:
            found["module", name, "in", variable] = {
                part for one in known.needs_of(call, variable) for part in _parts(one, inner)
            } | {expand}
        everything: set[Node] = {("module", name, "in", variable) for variable in given} | {expand}
        found["module", name, "all"] = everything
        for output, variables in needs.items():
            found["module", name, "out", output] = {
                ("module", name, "in", variable) for variable in variables if variable in given
            } | {expand}
    return found


def _parts(node: Node, inner: Mapping[str, Inner]) -> Iterator[Node]:
    if node[0] != "module" or node[1] not in inner:
        yield node[:2] if node[0] == "module" else node
    elif len(node) > 2 and node[2] in inner[node[1]]:  # noqa: PLR2004 (an output)
        yield ("module", node[1], "out", node[2])
    else:
        yield ("module", node[1], "all")


def circles(edges: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The strongly connected parts of more than one node, or with an edge to itself (Tarjan)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[list[Node]] = []
    for start in sorted(edges):
        if start in index:
            continue
        work: list[tuple[Node, Iterator[Node]]] = []
        _open(start, edges, index, low, stack, on_stack, work)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in index:
                    _open(other, edges, index, low, stack, on_stack, work)
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = _closed(node, stack, on_stack)
                    if len(part) > 1 or node in edges.get(node, ()):
                        found.append(part)
    return found


def _open(
    node: Node,
    edges: Mapping[Node, Iterable[Node]],
    index: dict[Node, int],
    low: dict[Node, int],
    stack: list[Node],
    on_stack: set[Node],
    work: list[tuple[Node, Iterator[Node]]],
) -> None:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    work.append((node, iter(sorted(edges.get(node, ())))))


def _closed(node: Node, stack: list[Node], on_stack: set[Node]) -> list[Node]:
    part: list[Node] = []
    while True:
        last = stack.pop()
        on_stack.discard(last)
        part.append(last)
        if last == node:
            return part


def _report(known: Known, circle: list[Node]) -> None:
    places = [
        (page.place(offset), page, offset, node)
        for node in circle
        for page, offset in [_place(known.declarations, node)]
        if page is not None
    ]
    if not places:
        return
    _, page, offset, _ = min(places, key=lambda one: (str(one[0][0]), one[0][1]))
    names = sorted({_name(one[3]) for one in places})
    message = f"these need each other: {', '.join(names)}"
    remedy = "break the circle: one of them must do without the others"
    known.report.add(page, codes.CYCLE, offset, message, remedy)


def _place(declarations: Declarations, node: Node) -> tuple[Page, int] | tuple[None, int]:
    kind, *rest = node
    if kind == "local" and rest[0] in declarations.locals:
        entry = declarations.locals[rest[0]]
        return entry.page, entry.attribute.offset
    table = {
        "var": declarations.variables,
        "module": declarations.modules,
    }.get(kind)
    found = table.get(rest[0]) if table is not None else None
    if kind in ("resource", "data", "ephemeral"):
        found = declarations.of_kind(kind).get((rest[0], rest[1]))
    if kind == "provider":
        found = declarations.providers.get((rest[0], rest[1]))
    return (found.page, found.block.offset) if found else (None, 0)


def _name(node: Node) -> str:
    kind, *rest = node
    if kind == "resource":
        return ".".join(rest)
    if kind == "module":
        return f"module.{rest[0]}"
    return ".".join([kind, *filter(None, rest)])
