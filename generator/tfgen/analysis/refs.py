"""What a traversal refers to: a variable, a resource's instance, `each.key` and so on.

https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

from dataclasses import dataclass

from tfgen.analysis.traversals import Traversal
from tfgen.evaluate.places import step_place
from tfgen.hcl.syntax import Attr, Constant, Index, Text

_SINGLE = frozenset({"count", "each", "local", "path", "terraform", "var"})
_RESERVED = frozenset({"template", "lazy", "arg"})
_KINDS = {"data": "data source", "resource": "resource", "ephemeral": "ephemeral resource"}
Steps = tuple[Attr | Index, ...]
Node = tuple[str, ...]
"""What can need something else: `("local", "name")`, `("resource", "aws_lb", "this")`; an output of
a module is `("module", "name", "output")`; `()` is nothing in particular."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference: `kind` is `var`, `local`, `module`, `resource`, `data`, `ephemeral` and so on.

    `address` are the names of what it refers to: `("vpc_id",)`, `("aws_lb", "this")`; `key` is the
    index after it where there is one, `rest` the steps after both; `offset` is where it starts.
    """

    kind: str
    address: tuple[str, ...]
    key: Index | None
    rest: Steps
    offset: int

    @property
    def text(self) -> str:
        """The reference as one writes it, without key and rest."""
        names = self.address if self.kind == "resource" else (self.kind, *self.address)
        return ".".join(names)


def node_of(ref: Ref) -> Node:
    """What a reference needs."""
    if ref.kind == "module" and ref.rest and isinstance(ref.rest[0], Attr):
        return ("module", *ref.address, ref.rest[0].name)
    return (ref.kind, *ref.address)


class InvalidReferenceError(ValueError):
    """A traversal that cannot refer to anything; `offset` is the place to show."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def parse(traversal: Traversal, text: str) -> Ref:
    """What a traversal in `text` refers to; raises `InvalidReferenceError`."""
    root, steps = traversal.root.name, traversal.steps
    start = traversal.root.start
    if root in _SINGLE:
        return Ref(root, (_name(traversal, text),), None, steps[1:], start)
    if root == "self":
        return Ref("self", (), None, steps, start)
    if root == "module":
        return _module(traversal, text)
    if root in _RESERVED:
        message = f"`{root}` is reserved by Terraform, and refers to nothing"
        raise InvalidReferenceError(message, start)
    if root in _KINDS:
        if len(steps) < 2:  # noqa: PLR2004 (type and name)
            message = f"`{root}` must be followed by the type and the name of a {_KINDS[root]}"
            raise InvalidReferenceError(message, start)
        if not isinstance(steps[0], Attr):
            message = f"`{root}` must be followed by a dot and a type"
            raise InvalidReferenceError(message, step_place(steps[0], text))
        return _resource(root, steps[0].name, steps[1:], start, text)
    if not steps:
        message = f"`{root}` is no name that Terraform knows, nor a resource with its name"
        raise InvalidReferenceError(message, start)
    return _resource("resource", root, steps, start, text)


def _name(traversal: Traversal, text: str) -> str:
    root = traversal.root
    if not traversal.steps:
        message = f"`{root.name}` stands for several values: name one of them, `{root.name}.NAME`"
        raise InvalidReferenceError(message, root.start)
    step = traversal.steps[0]
    if not isinstance(step, Attr):
        message = f"`{root.name}` must be followed by a dot and a name"
        raise InvalidReferenceError(message, step_place(step, text))
    return step.name


def _module(traversal: Traversal, text: str) -> Ref:
    name, rest = _name(traversal, text), traversal.steps[1:]
    key = _key(rest, text)
    rest = rest[1:] if key else rest
    if rest and not isinstance(rest[0], Attr):
        message = "a module must be followed by a dot and the name of an output"
        raise InvalidReferenceError(message, step_place(rest[0], text))
    return Ref("module", (name,), key, rest, traversal.root.start)


def _resource(kind: str, type_: str, steps: Steps, start: int, text: str) -> Ref:
    name = steps[0]
    if not isinstance(name, Attr):
        message = f"`{type_}` must be followed by a dot and the name of a {_KINDS[kind]}"
        raise InvalidReferenceError(message, step_place(name, text))
    key = _key(steps[1:], text)
    return Ref(kind, (type_, name.name), key, steps[2:] if key else steps[1:], start)


def _key(steps: Steps, text: str) -> Index | None:
    first = steps[0] if steps else None
    if not isinstance(first, Index):
        return None
    match first.key:
        case Text() | Constant(value=int()) if not _is_bool(first.key):
            return first
    raise InvalidReferenceError("a key must be text or a whole number", step_place(first, text))


def _is_bool(key: object) -> bool:
    return isinstance(key, Constant) and isinstance(key.value, bool)
