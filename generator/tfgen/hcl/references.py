"""The references in an expression, and its value where it is a constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tfgen.hcl import syntax
from tfgen.hcl.lines import Position
from tfgen.hcl.source import Source

_Names = frozenset[str]


@dataclass(frozen=True)
class Reference:
    """A traversal such as `aws_lb.this[0].arn`, where its root is no local loop variable.

    `parts` are the names, and `[…]` for each index (its text) or splat (`[*]`):
    `("aws_lb", "this", "[0]", "arn")`.
    """

    parts: tuple[str, ...]
    position: Position

    @property
    def names(self) -> tuple[str, ...]:
        """The parts without indexes and splats: `("aws_lb", "this", "arn")`."""
        return tuple(part for part in self.parts if not part.startswith("["))


def references(expression: syntax.Expression, source: Source) -> tuple[Reference, ...]:
    """The references in an expression, in the order of the text.

    The variables of `for` expressions and `%{ for }` directives are none, nor are the names of
    functions and the bare keys of objects.
    """
    found: list[tuple[int, tuple[str, ...]]] = []
    todo: list[tuple[syntax.Part, _Names]] = [(expression, frozenset())]
    while todo:
        node, names = todo.pop()
        if isinstance(node, syntax.Attr | syntax.Index | syntax.Splat | syntax.Variable):
            root, parts, keys = _chain(node, source)
            todo += ((key, names) for key in keys)
            if not isinstance(root, syntax.Variable):
                todo.append((root, names))
            elif root.name not in names:
                found.append((root.start, (root.name, *parts)))
        else:
            todo += _inside(node, names)
    return tuple(Reference(parts, source.position(start)) for start, parts in sorted(found))


def _chain(
    node: syntax.Expression, source: Source
) -> tuple[syntax.Expression, list[str], list[syntax.Expression]]:
    """The root of a traversal, the names of its parts, and the expressions of its indexes."""
    parts: list[str] = []
    keys: list[syntax.Expression] = []
    while True:
        match node:
            case syntax.Attr(on=on, name=name):
                parts.append(name)
            case syntax.Index(on=on, key=key, end=end):
                short = source.text[end - 1] != "]"
                text = source.text[key.start : key.end] if short else _index(node, source)
                parts.append(f"[{text}]")
                keys.append(key)
            case syntax.Splat(on=on, each=each):
                _, inner, more = _chain(each, source)
                parts += reversed(inner)
                keys += more
                parts.append("[*]")
            case _:
                return node, parts[::-1], keys
        node = on


def _index(node: syntax.Index, source: Source) -> str:
    """The text between the brackets of an index."""
    start = source.text.index("[", node.on.end) if node.on.end > node.on.start else node.key.start
    return source.text[start + 1 : node.end - 1]


def _inside(node: syntax.Part, names: _Names) -> Iterator[tuple[syntax.Part, _Names]]:
    """The children of a node, each with the loop variables that it sees."""
    match node:
        case syntax.For():
            yield node.collection, names
            inner = names | {node.key, node.value}
            for child in (node.result_key, node.result, node.condition):
                if child is not None:
                    yield child, inner
        case syntax.ForDirective():
            yield node.collection, names
            yield from ((part, names | {node.key, node.value}) for part in node.parts)
        case _:
            yield from ((child, names) for child in syntax.children(node))


class _NotConstantError(Exception):
    """The expression, or a part of it, is known to Terraform only."""


def literal(expression: syntax.Expression) -> tuple[bool, Any]:
    """Whether an expression is a constant, and its value: tuples and dicts for `[]` and `{}`."""
    try:
        return True, _value(expression)
    except (_NotConstantError, RecursionError):
        return False, None


def _value(node: syntax.Expression) -> Any:
    match node:
        case syntax.Constant(value=value) | syntax.Text(value=value):
            return value
        case syntax.Unary(sign="-", operand=syntax.Constant(value=value)) if _is_number(value):
            return -(value or 0)
        case syntax.Parentheses(inner=inner):
            return _value(inner)
        case syntax.Tuple(items=items):
            return tuple(map(_value, items))
        case syntax.Object(entries=entries):
            return {_key(entry.key): _value(entry.value) for entry in entries}
    raise _NotConstantError


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _key(key: syntax.Expression) -> str:
    value = _value(key)
    if isinstance(value, bool) or value is None:
        raise _NotConstantError
    return str(value)


def entry_name(entry: syntax.Entry, source: Source) -> str:
    """The constant key of an entry, or the text of its key."""
    known, value = literal(entry.key)
    if known and isinstance(value, str):
        return value
    return source.text[entry.key.start : entry.key.end]
