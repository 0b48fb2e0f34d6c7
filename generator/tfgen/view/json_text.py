"""What JSON in an attribute says, with the parts of it that are not known.

`jsonencode()` of something not wholly known, and text with `${ }` in it, are read all the same:
what is not known becomes `UNKNOWN`, the rest can be looked at.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tfgen.evaluate.values import UNKNOWN, Value, to_python
from tfgen.hcl.syntax import (
    Attr,
    Call,
    Conditional,
    Expression,
    ForDirective,
    IfDirective,
    Index,
    Parentheses,
    Part,
    Template,
    Text,
    Variable,
)
from tfgen.view.policies import policy_document
from tfgen.view.targets import Here, definition, target

if TYPE_CHECKING:
    from tfgen.view.called import Called
    from tfgen.view.model import Node

# Stands in the text for what is not known; no text of Terraform's has this character of its own.
_MARK = "\ue0f7"
_DEEPEST = 30
_Names = dict[str, Value]


def json_value(called: Called, node: Node, expression: Expression, left: int = _DEEPEST) -> object:
    """The value that the JSON holds; `UNKNOWN` where there is none, None for null."""
    inner = _chosen(called, node, expression) if left else None
    if inner is not None and inner[0] is called.caller:
        return called.from_caller(*inner[1:], lambda: json_value(*inner, left - 1))
    if inner is not None:
        return json_value(*inner, left - 1)
    match expression:
        case Call(name="jsonencode", arguments=(argument,)):
            return to_python(called.value(node, argument))
    value = called.value(node, expression)
    if value.data is None:
        return None
    if isinstance(value.data, str):
        return _parsed(value.data)
    return _in_parts(called, node, expression) if value.data is UNKNOWN else UNKNOWN


def _chosen(
    called: Called, node: Node, expression: Expression
) -> tuple[Called, Node, Expression] | None:
    """The expression that this one is another form of: a local, a branch of a condition."""
    match expression:
        case Parentheses(inner=inner):
            return called, node, inner
        case Template(parts=(only,)) if not isinstance(only, Text | IfDirective | ForDirective):
            return called, node, only
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            decided = called.value(node, condition).data
            if isinstance(decided, bool):
                return called, node, then if decided else otherwise
        case Variable() | Attr() | Index():
            found = definition(Here(node, expression))
            if found is not None:
                return found.called, found.node, found.expression
    return None


def _in_parts(called: Called, node: Node, expression: Expression) -> object:
    match expression:
        case Call(name="templatefile", arguments=(path, variables)):
            return _templatefile(called, node, path, variables)
        case Template(parts=parts):
            return _parsed(_rendered(called, node, parts, {}))
        case Attr(name="json" | "minified_json"):
            return _document(Here(node, expression))
    return UNKNOWN


def _document(here: Here) -> object:
    item = target(*here)
    known = item is not None and item.type == "aws_iam_policy_document"
    return policy_document(item) if item is not None and known else UNKNOWN


def _templatefile(called: Called, node: Node, path: Expression, variables: Expression) -> object:
    """What the JSON of a template file says.

    https://developer.hashicorp.com/terraform/language/functions/templatefile
    """
    from tfgen.evaluate.functions.files import read_text
    from tfgen.evaluate.functions.model import FunctionError
    from tfgen.view.template_text import template_parts

    name, names = called.value(node, path), called.value(node, variables)
    if not isinstance(name.data, str) or not isinstance(names.data, dict):
        return UNKNOWN
    try:
        text = read_text(name.data, called.scope(node, {}))
    except FunctionError:
        return UNKNOWN
    parts = template_parts(text)
    return UNKNOWN if parts is None else _parsed(_rendered(called, node, parts, names.data))


def _rendered(called: Called, node: Node, parts: tuple[Part, ...], names: _Names) -> str:
    """The text of a template, with marks for what is not known."""
    return "".join([_piece(called, node, part, names) for part in parts])


def _piece(called: Called, node: Node, part: Part, names: _Names) -> str:
    if isinstance(part, Text):
        return part.value
    whole = Template(part.start, part.end, (part, Text(part.end, part.end, "")))
    value = called.value(node, whole, names)
    return value.data if isinstance(value.data, str) else _MARK


def _parsed(text: str) -> object:
    """What a JSON text says; a string in which a mark stands is `UNKNOWN`."""
    if _MARK in text:
        text = _quoted_marks(text)
    try:
        found: object = json.loads(text)
    except ValueError:
        return UNKNOWN
    return _without_marks(found) if _MARK in text else found


def _quoted_marks(text: str) -> str:
    """The text with quotes around the marks that stand outside of strings."""
    pieces: list[str] = []
    inside = escaped = False
    for character in text:
        if character == _MARK and not inside:
            pieces.append(f'"{_MARK}"')
            continue
        pieces.append(character)
        if character == '"' and not escaped:
            inside = not inside
        escaped = character == "\\" and not escaped
    return "".join(pieces)


def _without_marks(value: object) -> object:
    if isinstance(value, str):
        return UNKNOWN if _MARK in value else value
    if isinstance(value, list):
        return [_without_marks(each) for each in value]
    if isinstance(value, dict):
        if any(_MARK in name for name in value):
            return UNKNOWN
        return {name: _without_marks(each) for name, each in value.items()}
    return value
