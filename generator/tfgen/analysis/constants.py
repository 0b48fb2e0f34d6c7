"""Arguments that Terraform reads before anything has a value: constants only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from tfgen.analysis import codes
from tfgen.analysis.structure import Reading
from tfgen.analysis.traversals import calls, traversals
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.places import start_of
from tfgen.evaluate.scope import scope_of
from tfgen.evaluate.types import Type, show
from tfgen.evaluate.values import Value
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Constant, Expression, Text, Variable

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_Parsed = TypeVar("_Parsed")
NAME_RULE = "a name starts with a letter or _, and holds letters, digits, _ and -"


def is_name(text: str) -> bool:
    """Whether a text is an identifier of HCL."""
    return _IDENTIFIER.fullmatch(text) is not None


def constant(reading: Reading, expression: Expression) -> Value | None:
    """The value of an expression without references and calls; None, reported, where it has any."""
    if not isinstance(expression, Text | Constant) and not _alone(reading, expression):
        return None
    scope = scope_of(reading.page.file, reading.page.file.path.parent)
    value = evaluate(expression, scope)
    reading.report.take(reading.page, scope.problems)
    return None if scope.problems else value


def _alone(reading: Reading, expression: Expression) -> bool:
    good = True
    for traversal in traversals(expression):
        message = f"`{traversal.root.name}` has no value here: only constants may stand here"
        reading.problem(codes.CONSTANT_ONLY, traversal.root.start, message, "write the value")
        good = False
    for call in calls(expression):
        message = f"{call.name}() cannot be called here: only constants may stand here"
        reading.problem(codes.CONSTANT_ONLY, call.start, message, "write the value")
        good = False
    return good


def literal(reading: Reading, attribute: Attribute | None, wanted: Type) -> Value | None:
    """The constant value of an argument as `wanted`; None, reported, where it is none."""
    if attribute is None:
        return None
    value = constant(reading, attribute.value)
    if value is None:
        return None
    try:
        if value.is_null:
            raise ConversionError(f"{show(wanted)} required, not null")
        return convert(value, wanted)
    except ConversionError as error:
        place = start_of(attribute.value, reading.page.text)
        message = f"`{attribute.name}` is of the wrong type: {error.message}"
        reading.problem(codes.LITERAL, place, message, f"write a constant {show(wanted)}")
        return None


def keyword(expression: Expression) -> str:
    """The expression as one bare word, or a quoted one; empty where it is none."""
    match expression:
        case Variable(name=name):
            return name
        case Text(value=text):
            return text
    return ""


def version(
    reading: Reading, attribute: Attribute | None, parse: Callable[[str], _Parsed | None]
) -> _Parsed | None:
    """The version constraint in an argument; None where there is none, or a wrong one.

    `parse` reads it, and gives None for what Terraform refuses.
    """
    if attribute is None:
        return None
    value = constant(reading, attribute.value)
    if value is None or value.is_null:
        return None
    place = attribute.value.start
    if isinstance(value.data, tuple | dict):
        message = f"`{attribute.name}` must be text with a version constraint"
        reading.problem(codes.VERSION, place, message, 'write, for example, "~> 5.0"')
        return None
    found = parse(str(value.data))
    if found is None:
        no_version(reading, str(value.data), place)
    return found


def no_version(reading: Reading, text: str, offset: int) -> None:
    """Reports a text that is no version constraint."""
    message = f'"{text}" is no version constraint'
    reading.problem(codes.VERSION, offset, message, 'write, for example, ">= 5.0, < 7.0"')


def named(reading: Reading, text: str, offset: int, what: str) -> bool:
    """Whether a text is a name; reported where it is none."""
    if is_name(text):
        return True
    message = f'"{text}" is no name for {what}'
    reading.problem(codes.NAME, offset, message, NAME_RULE)
    return False
