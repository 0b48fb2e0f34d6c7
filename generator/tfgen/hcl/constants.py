"""The value of an expression that is a constant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.hcl.expressions import bare_key
from tfgen.hcl.model import HclValue, Literal
from tfgen.hcl.source import Source, rule

if TYPE_CHECKING:
    from tfgen.hcl.source import Branch, Node

_WORDS: dict[str, HclValue] = {"true": True, "false": False, "null": None}


class _NotConstantError(Exception):
    """The expression, or a part of it, is known to Terraform only."""


def literal(expression: Node, source: Source) -> Literal | None:
    """The constant that an expression is: no reference, call, template or operation but `-1`."""
    try:
        return Literal(_value(expression, source))
    except (_NotConstantError, RecursionError):
        return None


def _value(node: Node, source: Source) -> HclValue:
    if isinstance(node, str):
        raise _NotConstantError
    kind = rule(node)
    children = [child for child in node.children if rule(child)]
    if kind == "expr_term" and len(children) == 1:
        return _value(children[0], source)
    if kind in ("int_lit", "float_lit", "unary_op"):
        return _number(source.original(node))
    if kind == "literal_value":
        return _WORDS[source.original(node)]
    if kind == "string":
        text = source.string(node)
        if text is None:
            raise _NotConstantError
        return text
    if kind == "tuple":
        return tuple(_value(child, source) for child in children if not _newline(child))
    if kind == "object":
        return dict(_entry(child, source) for child in children if rule(child) == "object_elem")
    raise _NotConstantError


def _newline(node: Node) -> bool:
    return rule(node) == "new_line_or_comment"


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise _NotConstantError from None


def _entry(node: Node, source: Source) -> tuple[str, HclValue]:
    if isinstance(node, str):
        raise _NotConstantError
    name = key_name(node.children[0], source)
    if name is None:
        raise _NotConstantError
    return name, _value(node.children[-1], source)


def key_name(key: Branch | Node, source: Source) -> str | None:
    """The constant key of an object's entry; None when it is known to Terraform only."""
    bare = bare_key(key)
    if bare is not None:
        return source.original(bare)
    if isinstance(key, str):
        return None
    try:
        value = _value(key.children[0], source)
    except _NotConstantError:
        return None
    return value if isinstance(value, str) else source.original(key)
