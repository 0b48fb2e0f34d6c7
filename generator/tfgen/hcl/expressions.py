"""The references in an expression, and its value where it is a constant.

Walks trees of hcl2's grammar without recursion where an operator chain may be long.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from tfgen.hcl.model import Reference
from tfgen.hcl.source import Source, branches, rule

if TYPE_CHECKING:
    from tfgen.hcl.source import Branch, Node

_ACCESS = frozenset(
    {"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"}
)
_FOR = frozenset({"for_tuple_expr", "for_object_expr"})
_ENDS = {
    "template_endfor": ("template_for_start",),
    "template_endif": ("template_if_start", "template_else"),
    "template_else": ("template_if_start",),
}
_Scope = frozenset[str]


def references(expression: Branch, source: Source) -> tuple[Reference, ...]:
    """The references in an expression, in the order of the text.

    The variables of `for` expressions and `%{ for }` directives are none, nor are the names of
    functions and the bare keys of objects. Notes directives without an end in `source`.
    """
    found: list[Reference] = []
    todo: list[tuple[Node, _Scope]] = [(expression, frozenset())]
    while todo:
        node, scope = todo.pop()
        if isinstance(node, str):
            continue
        kind = rule(node)
        if kind == "identifier":
            _note((source.original(node),), node, scope, source, found)
        elif kind in _ACCESS:
            todo += ((child, scope) for child in _traversal(node, scope, source, found))
        else:
            todo += _children(node, kind, scope, source)
    return tuple(sorted(found, key=lambda reference: reference.position))


def _note(
    parts: tuple[str, ...], root: Node, scope: _Scope, source: Source, found: list[Reference]
) -> None:
    if parts[0] not in scope:
        found.append(Reference(parts, source.position(root)))


def _children(
    node: Branch, kind: str, scope: _Scope, source: Source
) -> Iterator[tuple[Node, _Scope]]:
    """The children of a node that are expressions, each with the loop variables it sees."""
    if kind in _FOR:
        yield from _for(node, scope, source)
    elif kind == "string":
        yield from _string(node, scope, source)
    elif kind == "function_call":
        yield from ((child, scope) for child in node.children if rule(child) == "arguments")
    elif kind == "object_elem":
        key, value = node.children[0], node.children[-1]
        if not (bare_key(key) or isinstance(key, str)):
            yield key, scope
        yield value, scope
    else:
        if kind == "object":
            _separated(node, source)
        yield from ((child, scope) for child in node.children)


def _separated(node: Branch, source: Source) -> None:
    """Notes entries of an object with neither a comma nor a line break between them."""
    for left, right in pairwise(child for child in node.children if _is_entry_or_comma(child)):
        if rule(left) and rule(right) and source.same_line(left, right):
            source.problem(right, "a `,` is missing before this entry", "put a `,` before it")


def _is_entry_or_comma(child: Node) -> bool:
    return child == "," if isinstance(child, str) else rule(child) == "object_elem"


def bare_key(key: Node) -> Branch | None:
    """The identifier or keyword that is the whole key of an object's entry."""
    node: Node = key
    while not isinstance(node, str) and len(node.children) == 1:
        if rule(node) in ("identifier", "keyword", "literal_value"):
            return node
        node = node.children[0]
    return None


def _for(node: Branch, scope: _Scope, source: Source) -> Iterator[tuple[Node, _Scope]]:
    intro = next(child for child in node.children if rule(child) == "for_intro")
    names, collection = _loop(intro, source)
    yield collection, scope
    inner = scope | names
    yield from ((child, inner) for child in node.children if child is not intro)


def _loop(intro: Node, source: Source) -> tuple[_Scope, Node]:
    """The variables of a loop's head, and the expression that it loops over."""
    parts = [] if isinstance(intro, str) else intro.children
    after_in = next(at for at, part in enumerate(parts) if isinstance(part, str) and part == "in")
    names = frozenset(source.original(p) for p in parts[:after_in] if rule(p) == "identifier")
    collection = next(
        p for p in parts[after_in + 1 :] if rule(p) not in ("", "new_line_or_comment")
    )
    return names, collection


def _string(node: Branch, scope: _Scope, source: Source) -> Iterator[tuple[Node, _Scope]]:
    """The templates of a string; `%{ for }` … `%{ endfor }` bring variables into scope."""
    opened: list[tuple[Branch, _Scope]] = []
    for template in (template for part in branches(node) for template in branches(part)):
        kind = rule(template)
        if kind == "template_for_start":
            names, collection = _loop(template, source)
            yield collection, scope
            opened.append((template, scope))
            scope |= names
        elif kind == "template_if_start":
            opened.append((template, scope))
            yield template, scope
        elif kind in _ENDS:
            scope = _end(template, kind, opened, scope, source)
        else:
            yield template, scope
    for template, _ in opened:
        source.problem(template, "this directive has no end", "add `%{ endif }` or `%{ endfor }`")


def _end(
    template: Branch,
    kind: str,
    opened: list[tuple[Branch, _Scope]],
    scope: _Scope,
    source: Source,
) -> _Scope:
    """The scope after a directive that ends another, or divides it (`else`)."""
    if not opened or rule(opened[-1][0]) not in _ENDS[kind]:
        source.problem(template, "this directive has no start", "remove it, or add its start")
        return scope
    before = opened.pop()[1]
    if kind == "template_else":
        opened.append((template, before))
    return before


def _traversal(
    node: Branch, scope: _Scope, source: Source, found: list[Reference]
) -> Iterator[Node]:
    """Notes a traversal whose root is a name; gives the expressions that stand in it."""
    accessors: list[Node] = []
    root: Node = node
    while not isinstance(root, str) and rule(root) in _ACCESS:
        accessors.append(root.children[1])
        root = root.children[0]
        if not isinstance(root, str) and rule(root) == "expr_term" and len(root.children) == 1:
            root = root.children[0]
    if any(rule(a) == rule(b) == "attr_splat" for a, b in pairwise(accessors)):
        source.problem(node, "a `.*` stands inside of another", "write [*] instead of .*")
    parts: list[str] = []
    for accessor in reversed(accessors):
        yield from _accessor(accessor, source, parts)
    if rule(root) == "identifier":
        _note((source.original(root), *parts), root, scope, source, found)
    else:
        yield root


def _accessor(accessor: Node, source: Source, parts: list[str]) -> Iterator[Node]:
    if isinstance(accessor, str):
        return
    kind = rule(accessor)
    if kind == "get_attr":
        parts.append(source.original(accessor.children[-1]))
    elif kind == "short_index":
        parts.append(f"[{source.original(accessor.children[-1])}]")
    elif kind == "braces_index":
        parts.append(source.original(accessor))
        yield from accessor.children
    else:
        parts.append("[*]")
        for child in accessor.children:
            yield from _accessor(child, source, parts)
