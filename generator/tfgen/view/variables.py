"""The value of a variable: what a caller gives, or the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.type_constraints import Defaults, apply_defaults, parse_type
from tfgen.evaluate.types import DYNAMIC, Type, without_optional
from tfgen.evaluate.values import DYNAMIC_VALUE, Value, unknown
from tfgen.hcl.syntax import Constant

if TYPE_CHECKING:
    from tfgen.view.called import Called
    from tfgen.view.model import Node


def default(called: Called, node: Node) -> Value:
    """The default of a variable; unknown where it has none."""
    attribute = node.written("default")
    type_, defaults = _type(called, node)
    if attribute is None:
        return unknown(without_optional(type_))
    return _converted(called.value(node, attribute.value), type_, defaults)


def given(called: Called, node: Node, value: Value) -> Value:
    """What a variable is when a call gives it `value`."""
    nullable = node.written("nullable")
    refused = nullable and isinstance(nullable.value, Constant) and nullable.value.value is False
    if value.data is None and refused:
        return default(called, node)
    return _converted(value, *_type(called, node))


def _converted(value: Value, type_: Type, defaults: Defaults | None) -> Value:
    try:
        filled = apply_defaults(value, defaults) if defaults else value
        return convert(filled, type_)
    except ConversionError:
        return DYNAMIC_VALUE


def _type(called: Called, node: Node) -> tuple[Type, Defaults | None]:
    attribute = node.written("type")
    if attribute is None:
        return DYNAMIC, None
    return parse_type(attribute.value, called.scope(node, {}))
