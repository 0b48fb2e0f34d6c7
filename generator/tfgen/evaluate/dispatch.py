"""Which function evaluates which node of the syntax, and what these functions share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tfgen.evaluate.problems import Problem
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import (
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from tfgen.evaluate.values import Value, parts
from tfgen.hcl.syntax import Part, children

Handler = Callable[[Any, Scope], Value]
_Function = TypeVar("_Function", bound=Handler)
HANDLERS: dict[type, Handler] = {}
"""By the class of the node; filled by `handles`."""

# Parts of one value, counted deeply: what is larger is not worth the time and memory.
LARGEST = 100_000
LONGEST = 1_000_000
"""Characters of a string; a longer one is unknown."""


def handles(kind: type) -> Callable[[_Function], _Function]:
    """Makes the function decorated the one that evaluates nodes of class `kind`."""

    def register(function: _Function) -> _Function:
        HANDLERS[kind] = function
        return function

    return register


def value_of(node: Part, scope: Scope) -> Value:
    """The value of a node; problems are appended to those of the scope."""
    return HANDLERS[type(node)](node, scope)


def report(scope: Scope, code: str, offset: int, message: str, remedy: str) -> None:
    """Notes a problem."""
    scope.problems.append(Problem(code, offset, message, remedy))


def cut(scope: Scope, start: int) -> list[Problem]:
    """Takes the problems from number `start` on out of the scope's list, and gives them."""
    taken = scope.problems[start:]
    del scope.problems[start:]
    return taken


def iterable(type_: Type) -> bool:
    """Whether a `for` can go through values of this type."""
    return isinstance(type_, ListType | SetType | MapType | TupleType | ObjectType)


def spend(scope: Scope, count: int) -> bool:
    """Takes `count` steps from the budget; False where it has not that many left."""
    scope.budget.steps -= count
    return scope.budget.steps >= 0


def size_of(node: Part) -> int:
    """How many nodes an expression has: what one evaluation of it costs."""
    return 1 + sum(map(size_of, children(node)))


def too_large(value: Value) -> bool:
    """Whether a value, or the type of what is unknown in it, has more than `LARGEST` parts."""
    left = LARGEST
    waiting: list[Value | Type] = [value]
    while waiting:
        found = _inside(waiting.pop())
        left -= len(found)
        if left < 0:
            return True
        waiting.extend(found)
    return False


def _inside(part: Value | Type) -> Sequence[Value | Type]:
    match part:
        case Value(data=tuple() | dict()):
            return parts(part)
        case Value(type=type_):
            return () if isinstance(type_, Primitive) else (type_,)
        case ListType(element=element) | SetType(element=element) | MapType(element=element):
            return (element,)
        case TupleType(items=items):
            return items
        case ObjectType(attributes=attributes):
            return tuple(attributes.values())
    return ()
