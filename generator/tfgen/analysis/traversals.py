"""The static traversals in an expression: `aws_lb.this[0].arn`, up to the first computed index.

They are what Terraform checks before it evaluates anything, so also where evaluation never comes:
https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.hcl.syntax import (
    Attr,
    Call,
    Constant,
    Expression,
    For,
    ForDirective,
    Index,
    Part,
    Template,
    Text,
    Variable,
    children,
)

_Names = frozenset[str]
NO_NAMES: _Names = frozenset()


@dataclass(frozen=True, slots=True)
class Traversal:
    """A root and the steps after it that are known without evaluation."""

    root: Variable
    steps: tuple[Attr | Index, ...]


def traversals(expression: Expression, names: _Names = NO_NAMES) -> list[Traversal]:
    """The traversals in an expression, but those that start at one of `names` or at loop variables.

    They come in no particular order.
    """
    if isinstance(expression, Text | Constant):
        return []
    found: list[Traversal] = []
    todo: list[tuple[Part, _Names]] = [(expression, names)]
    while todo:
        node, hidden = todo.pop()
        match node:
            case Text() | Constant():
                continue
            case Variable() | Attr() | Index():
                _chain(node, hidden, found, todo)
            case For():
                todo.append((node.collection, hidden))
                inner = hidden | {node.key, node.value}
                parts = (node.result_key, node.result, node.condition)
                todo += [(part, inner) for part in parts if part is not None]
            case ForDirective():
                todo.append((node.collection, hidden))
                inner = hidden | {node.key, node.value}
                todo += [(part, inner) for part in node.parts]
            case Template(parts=parts):
                todo += [(part, hidden) for part in parts if not isinstance(part, Text)]
            case _:
                todo += [(child, hidden) for child in children(node)]
    return found


def _chain(
    node: Variable | Attr | Index,
    hidden: _Names,
    found: list[Traversal],
    todo: list[tuple[Part, _Names]],
) -> None:
    steps: list[Attr | Index] = []
    on: Expression = node
    while isinstance(on, Attr | Index):
        steps.append(on)
        on = on.on
    steps.reverse()
    computed = next((at for at, step in enumerate(steps) if not is_static(step)), len(steps))
    todo += [
        (step.key, hidden)
        for step in steps[computed:]
        if isinstance(step, Index) and not is_static(step)
    ]
    if not isinstance(on, Variable):
        todo.append((on, hidden))
    elif on.name not in hidden:
        found.append(Traversal(on, tuple(steps[:computed])))


def is_static(step: Attr | Index) -> bool:
    """Whether a step is `.name`, or an index with a constant."""
    return isinstance(step, Attr) or isinstance(step.key, Constant | Text)


def whole(expression: Expression) -> Traversal | None:
    """The expression as one static traversal; None where it is anything else."""
    steps: list[Attr | Index] = []
    while isinstance(expression, Attr | Index):
        if not is_static(expression):
            return None
        steps.append(expression)
        expression = expression.on
    if not isinstance(expression, Variable):
        return None
    return Traversal(expression, tuple(reversed(steps)))


def calls(expression: Expression) -> Iterator[Call]:
    """The calls of functions in an expression."""
    todo: list[Part] = [expression]
    while todo:
        node = todo.pop()
        if isinstance(node, Call):
            yield node
        todo += children(node)


def step_keys(steps: Iterable[Attr | Index]) -> tuple[str, ...]:
    """The steps as text, for comparison: names, and indexes in brackets."""
    return tuple(
        step.name if isinstance(step, Attr) else f"[{getattr(step.key, 'value', '?')!r}]"
        for step in steps
    )
