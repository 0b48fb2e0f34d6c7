"""Arguments of Terraform's own that several kinds of blocks have."""

from __future__ import annotations

import re

from tfgen.analysis import codes
from tfgen.analysis.structure import Content, Reading
from tfgen.analysis.traversals import Traversal, whole
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Attr, Constant, Expression, Index, Text, Tuple, Variable

_PART = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
_PATH = re.compile(
    r"""\s*([^\W\d][\w-]*)\s*|\.\s*([^\W\d][\w-]*)\s*|\[\s*(?:"([^"]*)"|(\d+))\s*\]\s*"""
)


def items(reading: Reading, attribute: Attribute) -> tuple[Expression, ...]:
    """The items of an argument that must be a list in brackets; none, reported, where it is not."""
    if isinstance(attribute.value, Tuple):
        return attribute.value.items
    message = f"`{attribute.name}` must be a list in brackets"
    place = attribute.value.start
    reading.problem(codes.DEPENDS_ON, place, message, f"write {attribute.name} = [ … ]")
    return ()


def quoted(expression: Expression) -> Traversal | None:
    """The traversal in a quoted text, as Terraform 0.11 wanted it; None where it is none."""
    if not isinstance(expression, Text):
        return None
    at, start, end = 0, expression.start, expression.end
    found: list[Attr | Index] = []
    root: Variable | None = None
    while at < len(expression.value):
        match = _PATH.match(expression.value, at)
        if match is None:
            return None
        first, name, key, number = match.groups()
        if (first is not None) != (root is None):
            return None
        on: Expression = found[-1] if found else root or Variable(start, end, "")
        if first is not None:
            root = Variable(start, end, first)
        elif name is not None:
            found.append(Attr(start, end, on, name))
        elif key is not None:
            found.append(Index(start, end, on, Text(start, end, key)))
        else:
            found.append(Index(start, end, on, Constant(start, end, int(number))))
        at = match.end()
    return Traversal(root, tuple(found)) if root else None


def traversal_of(expression: Expression) -> Traversal | None:
    """A static traversal, quoted or not; None where the expression is none."""
    return quoted(expression) if isinstance(expression, Text) else whole(expression)


def depends_on(reading: Reading, attribute: Attribute | None) -> None:
    """`depends_on`: a list of references, quoted or not; what they name is looked at later."""
    for item in items(reading, attribute) if attribute else ():
        if traversal_of(item) is None:
            place = item.start
            message = "an element of `depends_on` must be a reference, and nothing computed"
            reading.problem(codes.DEPENDS_ON, place, message, "write TYPE.NAME or module.NAME")
    if attribute and reading.override and isinstance(attribute.value, Tuple):
        for item in attribute.value.items[:1]:
            message = "an override file cannot change `depends_on`"
            reading.problem(codes.OVERRIDE, item.start, message, "change it where it stands")


def repetition(reading: Reading, found: Content) -> None:
    """Reports `count` beside `for_each`."""
    both = found.arguments.get("for_each")
    if both is not None and "count" in found.arguments:
        message = "`count` and `for_each` exclude each other"
        reading.problem(codes.COUNT_AND_FOR_EACH, both.offset, message, "keep one of the two")


def escapes(reading: Reading, found: Content) -> None:
    """Reports all blocks `_` but the first, and the types of blocks that Terraform reserves."""
    seen = False
    for block in found.blocks:
        if block.type == "_":
            if seen:
                message = "a block can have one block `_` only"
                reading.problem(codes.RESERVED, block.offset, message, "merge the two")
            seen = True
        else:
            message = f"Terraform reserves the block type `{block.type}` here"
            reading.problem(codes.RESERVED, block.offset, message, "remove it")


def provider_ref(reading: Reading, expression: Expression) -> tuple[str, str] | None:
    """Local name and alias of a provider configuration; None, reported, where it is none."""
    found = traversal_of(expression)
    place = expression.start
    if found is None or len(found.steps) > 1:
        message = "this is no provider configuration"
        reading.problem(codes.PROVIDER, place, message, "write NAME or NAME.ALIAS, as aws.west")
        return None
    if not provider_name(reading, found.root.name, place):
        return None
    if not found.steps:
        return found.root.name, ""
    step = found.steps[0]
    if isinstance(step, Attr):
        return found.root.name, step.name
    message = "an alias stands after a dot"
    reading.problem(codes.PROVIDER, place, message, "write NAME.ALIAS, as aws.west")
    return None


def provider_name(reading: Reading, name: str, offset: int) -> bool:
    """Whether a text can be the local name of a provider; reported where it cannot."""
    if is_provider_part(name) and name == name.lower():
        return True
    message = f'"{name}" cannot be the name of a provider'
    remedy = "use lower-case letters, digits, and dashes between them"
    reading.problem(codes.NAME, offset, message, remedy)
    return False


def is_provider_part(text: str) -> bool:
    """Whether a text can be the name or the namespace of a provider, in any case."""
    return _PART.fullmatch(text) is not None and "--" not in text
