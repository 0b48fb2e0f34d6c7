"""Strings with `${ }` and `%{ }`."""

from __future__ import annotations

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import LONGEST, handles, report, value_of
from tfgen.evaluate.problems import NULL_VALUE, PART_TYPE
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import STRING, TupleType
from tfgen.evaluate.values import UNKNOWN, UNKNOWN_STRING, Value, string
from tfgen.hcl.syntax import (
    Conditional,
    Constant,
    For,
    ForDirective,
    IfDirective,
    Part,
    Template,
    Text,
)


@handles(Text)
def text(node: Text, scope: Scope) -> Value:
    """A string without templates."""
    del scope
    return string(node.value)


@handles(Template)
def template(node: Template, scope: Scope) -> Value:
    """A string with templates; one that is nothing but `${x}` is x itself, of any type."""
    if len(node.parts) == 1 and not isinstance(node.parts[0], Text | IfDirective | ForDirective):
        return value_of(node.parts[0], scope)
    return joined(node.parts, scope)


def joined(parts: tuple[Part, ...], scope: Scope) -> Value:
    """The parts as one string; unknown where one is, and where it would be very long."""
    start = len(scope.problems)
    known, length = True, 0
    pieces: list[str] = []
    marks: list[Value] = []
    for part in parts:
        if isinstance(part, Text):
            piece: str | None = part.value
        else:
            value = value_of(part, scope)
            if value.sensitive or value.ephemeral:
                marks.append(value)
            piece = _piece(value, part, scope)
        if piece is None:
            known = False
            continue
        length += len(piece)
        pieces.append(piece)
    if not known or length > LONGEST or len(scope.problems) > start:
        return UNKNOWN_STRING.marked(*marks)
    return string("".join(pieces)).marked(*marks)


def _piece(value: Value, part: Part, scope: Scope) -> str | None:
    """A part as text; None where it is unknown or cannot be text, which is reported."""
    if value.data is None:
        message = "null cannot be a part of a string"
        report(scope, NULL_VALUE, part.start, message, "give it a value, for example by coalesce()")
        return None
    if value.data is UNKNOWN:
        return None
    try:
        data = convert(value, STRING).data
    except ConversionError as error:
        message = f"this cannot be a part of a string: {error.message}"
        report(scope, PART_TYPE, part.start, message, "write one of its parts, or use jsonencode()")
        return None
    return data if isinstance(data, str) else None


@handles(IfDirective)
def if_directive(node: IfDirective, scope: Scope) -> Value:
    """`%{ if }` is a condition between two strings."""
    then = Template(node.start, node.end, (*node.then, Text(node.end, node.end, "")))
    otherwise = Template(node.start, node.end, (*node.otherwise, Text(node.end, node.end, "")))
    return value_of(Conditional(node.start, node.end, node.condition, then, otherwise), scope)


@handles(ForDirective)
def for_directive(node: ForDirective, scope: Scope) -> Value:
    """`%{ for }` is a `for` whose strings are joined."""
    content = Template(node.start, node.end, (*node.parts, Text(node.end, node.end, "")))
    loop = For(
        node.start, node.end, node.key, node.value, node.collection, None, content, None, False
    )
    found = value_of(loop, scope)
    if not isinstance(found.type, TupleType) or not isinstance(found.data, tuple):
        return UNKNOWN_STRING.marked(found)
    pieces = [each.data for each in found.data]
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if len(texts) < len(pieces) or sum(map(len, texts)) > LONGEST:
        return UNKNOWN_STRING.marked(found, *found.data)
    return string("".join(texts)).marked(found, *found.data)


@handles(Constant)
def constant(node: Constant, scope: Scope) -> Value:
    """A number, `true`, `false` or `null`."""
    from tfgen.evaluate.numbers import NotExactError, parse
    from tfgen.evaluate.values import UNKNOWN_NUMBER, from_python

    if isinstance(node.value, float):
        try:
            return from_python(parse(scope.text[node.start : node.end] or repr(node.value)))
        except NotExactError:
            return UNKNOWN_NUMBER
        except ValueError:
            return from_python(node.value)
    return from_python(node.value)
