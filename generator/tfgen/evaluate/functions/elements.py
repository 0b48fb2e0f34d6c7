"""Functions of lists and maps that look for something, or tell how many there are.

https://developer.hashicorp.com/terraform/language/functions#collection
"""

from __future__ import annotations

from decimal import Decimal

from tfgen.evaluate import numbers
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.equality import equals
from tfgen.evaluate.functions.arguments import amount, entries, integer, items, text
from tfgen.evaluate.functions.graphemes import graphemes
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    show,
)
from tfgen.evaluate.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    UNKNOWN_BOOL,
    UNKNOWN_NUMBER,
    Value,
    has_length,
    is_wholly_known,
    number,
)

_MOST_ARGUMENTS = 3


def _length_type(given: Arguments) -> Type:
    type_ = given[0].type
    if type_ in (NUMBER, BOOL):
        raise FunctionError("the argument must be a string or a collection")
    return NUMBER


@implements("length", "udm", result=_length_type)
def length(call: Invocation) -> Value:
    """How many elements; of a tuple or an object even where it is unknown."""
    value = call.given[0]
    found: Value = UNKNOWN_NUMBER
    if isinstance(value.type, TupleType):
        found = number(len(value.type.items))
    elif isinstance(value.type, ObjectType):
        found = number(len(value.type.attributes))
    elif isinstance(value.data, str):
        characters = graphemes(value.data)
        found = UNKNOWN_NUMBER if characters is None else number(len(characters))
    elif isinstance(value.data, tuple | dict):
        found = number(len(value.data)) if has_length(value) else UNKNOWN_NUMBER
    return found.marked(value)


@implements("alltrue")
def all_true(call: Invocation) -> Value:
    """Whether all are true; the first unknown one leaves it open."""
    for item in items(call.given[0]):
        if not item.is_known:
            return UNKNOWN_BOOL
        if not item.data:
            return FALSE
    return TRUE


@implements("anytrue")
def any_true(call: Invocation) -> Value:
    """Whether one is true."""
    found = items(call.given[0])
    if any(item.data is True for item in found):
        return TRUE
    return FALSE if all(item.is_known for item in found) else UNKNOWN_BOOL


@implements("contains", result=BOOL)
def contains(call: Invocation) -> Value:
    """Whether one of the elements is equal to a value."""
    if not isinstance(call.given[0].type, ListType | TupleType | SetType):
        raise FunctionError("the argument must be a list, tuple or set")
    results = [equals(call.given[1], item) for item in items(call.given[0])]
    if True in results:
        return TRUE
    return UNKNOWN_BOOL if None in results else FALSE


@implements("index", result=NUMBER)
def index(call: Invocation) -> Value:
    """The place of the first element that is equal to a value."""
    if not isinstance(call.given[0].type, ListType | TupleType):
        raise FunctionError("the argument must be a list or tuple")
    found = items(call.given[0])
    if not found:
        raise FunctionError("an empty list holds nothing")
    for place, item in enumerate(found):
        same = equals(item, call.given[1])
        if same is None:
            return UNKNOWN_NUMBER
        if same:
            return number(place)
    raise FunctionError("the list does not hold this value")


def _element_type(given: Arguments) -> Type:
    match given[0].type:
        case ListType(element=element):
            return element
        case TupleType(items=types):
            if not given[1].is_known:
                return DYNAMIC
            place = integer(given[1])
            if not types:
                raise FunctionError("an empty list has no element")
            return types[place % len(types)]
        case other:
            raise FunctionError(f"a {show(other)} has no elements in order")


@implements("element", "m", "", result=_element_type, not_null=False)
def element(call: Invocation) -> Value:
    """The element at an index, which starts again from 0 after the last one."""
    place, found = integer(call.given[1]), items(call.given[0])
    if not found:
        raise FunctionError("an empty list has no element")
    return found[place % len(found)].marked(call.given[0])


def _lookup_type(given: Arguments) -> Type:
    if len(given) > _MOST_ARGUMENTS:
        raise FunctionError(f"lookup() takes two or three arguments, not {len(given)}")
    match given[0].type:
        case ObjectType(attributes=attributes):
            if not given[1].is_known:
                return DYNAMIC
            key = text(given[1])
            if key in attributes:
                return attributes[key]
            if len(given) == _MOST_ARGUMENTS:
                return given[2].type
            raise ArgumentError(0, f'the object has no attribute "{key}"')
        case MapType(element=inner):
            if len(given) == _MOST_ARGUMENTS:
                try:
                    convert(given[2], inner)
                except ConversionError as error:
                    message = f"the default must be of the type of the elements: {error.message}"
                    raise ArgumentError(2, message) from None
            return inner
        case _:
            raise ArgumentError(0, "a map is required")


@implements("lookup", "m", "m", "udm", result=_lookup_type, not_null=False)
def lookup(call: Invocation) -> Value:
    """The element with a key, or a default."""
    key = text(call.given[1])
    found = entries(call.given[0]).get(key)
    if found is not None:
        return found.marked(call.given[0], call.given[1])
    if len(call.given) < _MOST_ARGUMENTS:
        raise FunctionError(f'there is no element with the key "{key}"')
    return convert(call.given[2], call.type).marked(call.given[0], call.given[1])


def _one_type(given: Arguments) -> Type:
    match given[0].type:
        case ListType(element=inner) | SetType(element=inner):
            return inner
        case TupleType(items=types) if len(types) <= 1:
            return types[0] if types else DYNAMIC
        case _:
            raise ArgumentError(0, "a list, set or tuple of no or one element is required")


@implements("one", result=_one_type, not_null=False)
def one(call: Invocation) -> Value:
    """The only element, or null where there is none."""
    value = call.given[0]
    if not has_length(value):
        return Value(call.type, UNKNOWN)
    found = items(value)
    if len(found) > 1:
        raise ArgumentError(0, f"there are {len(found)} elements; no or one is required")
    return found[0] if found else Value(call.type, None)


@implements("sum", result=NUMBER)
def sum_(call: Invocation) -> Value:
    """The sum of numbers."""
    if not isinstance(call.given[0].type, ListType | SetType | TupleType):
        raise ArgumentError(0, f"a {show(call.given[0].type)} is no list, set or tuple of numbers")
    found = items(call.given[0])
    if not found:
        raise ArgumentError(0, "an empty list has no sum")
    if not is_wholly_known(call.given[0]):
        return UNKNOWN_NUMBER
    total: int | Decimal | None = 0
    for item in found:
        if item.data is None:
            raise ArgumentError(0, "null is no number")
        try:
            value = convert(item, NUMBER)
        except ConversionError:
            raise ArgumentError(0, "all elements must be numbers") from None
        if not value.is_known or total is None:
            raise NotExactError
        total = numbers.arithmetic("+", total, amount(value))
    return UNKNOWN_NUMBER if total is None else number(total)


def _coalesce_type(given: Arguments) -> Type:
    from tfgen.evaluate.conversion import unify

    common = unify([each.type for each in given])
    if common is None:
        raise FunctionError("all arguments must have the same type")
    return common


@implements("coalesce", "ud", result=_coalesce_type)
def coalesce(call: Invocation) -> Value:
    """The first that is neither null nor an empty string."""
    for each in call.given:
        try:
            value = convert(each, call.type)
        except ConversionError:
            raise NotExactError from None
        if not value.is_known:
            return Value(call.type, UNKNOWN, not_null=call.type is not DYNAMIC)
        if value.data is None or (call.type is STRING and value.data == ""):
            continue
        return value
    raise FunctionError("all arguments are null or empty strings")


def _coalescelist_type(given: Arguments) -> Type:
    if not given:
        raise FunctionError("at least one argument is required")
    for each in given:
        if not each.is_known:
            return DYNAMIC
        if not isinstance(each.type, ListType | TupleType):
            raise FunctionError("the arguments must be lists or tuples")
    first = given[0].type
    return first if all(each.type == first for each in given) else DYNAMIC


@implements("coalescelist", "ud", result=_coalescelist_type)
def coalescelist(call: Invocation) -> Value:
    """The first that is not empty."""
    for each in call.given:
        if not each.is_known:
            return Value(call.type, UNKNOWN)
        if each.data is not None and items(each):
            return each
    raise FunctionError("all arguments are empty")


@implements("issensitive", "udm", not_null=False)
def issensitive(call: Invocation) -> Value:
    """Whether a value has the mark."""
    if call.given[0].sensitive:
        return TRUE
    return FALSE if call.given[0].is_known else Value(BOOL, UNKNOWN)
