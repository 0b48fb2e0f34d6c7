"""`count`, `for_each` and `depends_on`, of resources and module calls."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tfgen.analysis import codes
from tfgen.analysis.blocks.metas import traversal_of
from tfgen.analysis.checks import check_reference
from tfgen.analysis.declared import Declared
from tfgen.analysis.place import Place, Repetition
from tfgen.analysis.refs import InvalidReferenceError, node_of, parse
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.places import step_place
from tfgen.evaluate.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    show,
)
from tfgen.evaluate.values import Value, is_wholly_known, parts
from tfgen.hcl.model import Attribute
from tfgen.hcl.syntax import Tuple

_MOST = 2**63 - 1
UNKEPT = "go through names that may be kept, and look the values up by them"
_TO_SET = "make a set of it with toset(), or a map with a `for` in braces"


def repetition(declared: Declared, place: Place) -> Repetition:
    """Looks at `count` and `for_each`; which of them the block has."""
    alone = replace(place, repetition="")
    count, for_each = declared.attribute("count"), declared.attribute("for_each")
    if count is not None:
        _count(count, alone)
        return "count"
    if for_each is not None:
        check_for_each(for_each, alone)
        return "for_each"
    return ""


def _count(attribute: Attribute, place: Place) -> None:
    given = place.value(attribute.value)
    problem = _no_count(given)
    if problem:
        message = f"`count` must be a whole number from 0 on: {problem}"
        remedy = "write a number, or `CONDITION ? 1 : 0`"
        place.report(codes.REPETITION_VALUE, attribute.value.start, message, remedy)


def _no_count(given: Value) -> str:
    try:
        value = convert(given, NUMBER)
    except ConversionError as error:
        return error.message
    if value.ephemeral:
        return "an ephemeral value cannot be kept in the state"
    data = value.data
    if data is None:
        return "it is null"
    whole = isinstance(data, int) and 0 <= data <= _MOST
    return f"{data} is none" if isinstance(data, Decimal | int) and not whole else ""


def check_for_each(attribute: Attribute, place: Place) -> Value:
    """Looks at a `for_each`, and gives its value."""
    given = place.value(attribute.value)
    message, remedy = _no_for_each(given)
    if message:
        place.report(codes.REPETITION_VALUE, attribute.value.start, message, remedy)
    return given


def _no_for_each(given: Value) -> tuple[str, str]:
    if given.sensitive:
        remedy = "use nonsensitive() where the keys are no secret"
        return "a sensitive value cannot be a `for_each`: its keys would be shown", remedy
    if given.ephemeral:
        return "an ephemeral value cannot be a `for_each`: its keys are kept", UNKEPT
    if given.is_null:
        return "`for_each` is null", "use `{}` for nothing"
    if isinstance(given.type, SetType):
        return _no_set(given, given.type.element is STRING)
    if given.type is DYNAMIC or isinstance(given.type, MapType | ObjectType):
        return "", ""
    remedy = _TO_SET if isinstance(given.type, ListType | TupleType) else "put it in toset([…])"
    return f"`for_each` must be a map or a set of strings, not a {show(given.type)}", remedy


def _no_set(given: Value, strings: bool) -> tuple[str, str]:
    items = parts(given)
    if not items or not is_wholly_known(given):
        return "", ""
    if not strings:
        return f"`for_each` must be a set of strings, not a {show(given.type)}", _TO_SET
    if any(item.is_null for item in items):
        return "a null in the set of `for_each`", "leave it out with a `for` and an `if`"
    return "", ""


def depends_on(attribute: Attribute | None, place: Place) -> None:
    """Looks at what `depends_on` names: whole objects that exist."""
    if attribute is None or not isinstance(attribute.value, Tuple):
        return
    alone = replace(place, repetition="")
    for item in attribute.value.items:
        traversal = traversal_of(item)
        if traversal is None:
            continue
        try:
            ref = parse(traversal, place.page.text)
        except InvalidReferenceError as error:
            place.report(codes.DEPENDS_ON, error.offset, error.message, "write TYPE.NAME")
            continue
        place.known.uses.setdefault(place.user, {})[node_of(ref)] = None
        rest = ref.rest[1:] if ref.kind == "module" else ref.rest
        if rest:
            message = f"`depends_on` names whole objects: `{ref.text}`, not an attribute of it"
            offset = step_place(rest[0], place.page.text)
            place.report(codes.DEPENDS_ON, offset, message, f"write {ref.text}")
        else:
            check_reference(replace(ref, rest=()), alone)
