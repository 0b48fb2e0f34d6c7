"""The syntax of expressions, as HCL's specification names it.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions

Every node carries `start` and `end`: the offsets (characters from 0, the end excluded) of its text
in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Expression: TypeAlias = (
    "Constant | Text | Template | Tuple | Object | For | Call | Variable | Attr | Index | Splat"
    " | Item | Unary | Binary | Conditional | Parentheses"
)
Part: TypeAlias = "Expression | IfDirective | ForDirective"
"""A part of a template: `Text`, the expression of `${ }`, or a directive with its own parts."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, `true`, `false` or `null`."""

    start: int
    end: int
    value: int | float | bool | None


@dataclass(frozen=True, slots=True)
class Text:
    """A string or heredoc without templates, the text between two templates, or a bare key."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Template:
    """A string or heredoc with templates. With one part that is no `Text` (`"${x}"`) it is x."""

    start: int
    end: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class IfDirective:
    """`%{ if condition }` then `%{ else }` otherwise `%{ endif }`."""

    start: int
    end: int
    condition: Expression
    then: tuple[Part, ...]
    otherwise: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ForDirective:
    """`%{ for key, value in collection }` parts `%{ endfor }`; `key` is empty where unnamed."""

    start: int
    end: int
    key: str
    value: str
    collection: Expression
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """`[a, b]`."""

    start: int
    end: int
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """`key = value` in an object. A bare name as key is a `Text`."""

    start: int
    end: int
    key: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Object:
    """`{ key = value }`."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for k, v in collection : result if condition]`, or with `key => result...` in braces.

    `key` is empty where only one name is given; `result_key` is None for a tuple; `grouped` tells
    of the `...`.
    """

    start: int
    end: int
    key: str
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    grouped: bool


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `expand` tells of `...` after the last. `name` may hold `::`.

    `end` is after the closing parenthesis.
    """

    start: int
    end: int
    name: str
    arguments: tuple[Expression, ...]
    expand: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """The root of a traversal: `var`, `local`, `aws_lb`, or a loop's variable."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Attr:
    """`on.name`."""

    start: int
    end: int
    on: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`on[key]`, or `on.0` with a `Constant` key."""

    start: int
    end: int
    on: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Splat:
    """`on[*].each` (`full`) or `on.*.each`; `each` starts from an `Item`."""

    start: int
    end: int
    on: Expression
    each: Expression
    full: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What a splat is about, one at a time; the root of its `each`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`-operand` or `!operand`."""

    start: int
    end: int
    sign: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`left sign right`."""

    start: int
    end: int
    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    start: int
    end: int
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Parentheses:
    """`(inner)`."""

    start: int
    end: int
    inner: Expression


def steps(expression: Expression) -> tuple[Expression, tuple[Attr | Index, ...]]:
    """The root of a chain of `.name` and `[key]`, and its steps in the order of the text."""
    found: list[Attr | Index] = []
    while isinstance(expression, Attr | Index):
        found.append(expression)
        expression = expression.on
    return expression, tuple(reversed(found))


def children(node: Part) -> Iterator[Part]:
    """The nodes directly inside of a node, in the order of the text."""
    if isinstance(node, Object):
        for entry in node.entries:
            yield entry.key
            yield entry.value
        return
    for name in _CHILDREN[type(node)]:
        inner = getattr(node, name)
        if isinstance(inner, tuple):
            yield from inner
        elif inner is not None:
            yield inner


_CHILDREN: dict[type, tuple[str, ...]] = {
    Constant: (),
    Text: (),
    Variable: (),
    Item: (),
    Template: ("parts",),
    IfDirective: ("condition", "then", "otherwise"),
    ForDirective: ("collection", "parts"),
    Tuple: ("items",),
    For: ("collection", "result_key", "result", "condition"),
    Call: ("arguments",),
    Attr: ("on",),
    Index: ("on", "key"),
    Splat: ("on", "each"),
    Unary: ("operand",),
    Binary: ("left", "right"),
    Conditional: ("condition", "then", "otherwise"),
    Parentheses: ("inner",),
}
