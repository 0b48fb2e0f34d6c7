"""The parts of a value that is written out: where each stands, and whether a default is in it."""

from __future__ import annotations

from tfgen.hcl.syntax import (
    Call,
    Expression,
    ForDirective,
    IfDirective,
    Object,
    Parentheses,
    Template,
    Text,
    Tuple,
)
from tfgen.view.model import ABSENT, Known, Node, Place
from tfgen.view.targets import Here, definition

_DEEPEST = 30
Path = tuple[str | int, ...]
"""Keys and numbers that lead to a part: `(0, "environment", 1)`."""


def literal(node: Node, name: str) -> Here | None:
    """The `[…]` or `{…}` that an attribute comes to, where it is written out."""
    attribute = node.written(name)
    return _resolved(Here(node, attribute.value)) if attribute else None


def places(here: Here, path: Path) -> list[Place]:
    """The place of each step of the path, as far as it is written out."""
    found: list[Place] = []
    current: Here | None = here
    for step in path:
        current = _resolved(current) if current else None
        inner = _part(current.expression, step) if current else None
        if current is None or inner is None:
            break
        file = current.node.file
        found.append(Place(file.path, file.position(inner.start)))
        current = Here(current.node, inner)
    return found


def settled(here: Here, path: Path) -> bool:
    """Whether no default has a part in what is at the path, or in that there is nothing."""
    for step in path:
        whole = _resolved(here)
        if whole is None or not _plain(whole.expression):
            break
        inner = _part(whole.expression, step)
        if inner is None:
            return True
        here = Here(whole.node, inner)
    answer = here.node.evaluator.answer(*here)
    return answer is ABSENT or (isinstance(answer, Known) and answer.settled)


def _resolved(here: Here) -> Here | None:
    """The tuple or object that an expression comes to, through locals and `jsonencode()`."""
    found: Here | None = here
    for _ in range(_DEEPEST):
        if found is None or isinstance(found.expression, Tuple | Object):
            return found
        found = _unwrapped(found)
    return None


def _unwrapped(here: Here) -> Here | None:
    match here.expression:
        case Parentheses(inner=inner):
            return Here(here.node, inner)
        case Template(parts=(only,)) if not isinstance(only, Text | IfDirective | ForDirective):
            return Here(here.node, only)
        case Call(name="jsonencode", arguments=(argument,)):
            return Here(here.node, argument)
    return definition(here)


def _plain(expression: Expression) -> bool:
    """Whether each key is written out."""
    if not isinstance(expression, Object):
        return True
    return all(isinstance(entry.key, Text) for entry in expression.entries)


def _part(expression: Expression, step: str | int) -> Expression | None:
    if isinstance(expression, Tuple) and isinstance(step, int):
        return expression.items[step] if step < len(expression.items) else None
    if isinstance(expression, Object) and isinstance(step, str):
        for entry in expression.entries:
            if isinstance(entry.key, Text) and entry.key.value.lower() == step.lower():
                return entry.value
    return None
