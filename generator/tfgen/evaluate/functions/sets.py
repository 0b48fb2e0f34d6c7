"""Functions of sets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from tfgen.evaluate.conversion import ConversionError, convert, unify
from tfgen.evaluate.dispatch import LARGEST
from tfgen.evaluate.functions.arguments import items
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import DYNAMIC, ListType, SetType, TupleType, Type, element_type
from tfgen.evaluate.values import (
    UNKNOWN,
    Value,
    has_length,
    is_wholly_known,
    set_of,
    tuple_of,
    unmarked,
)

_Items = tuple[Value, ...]


def _set_type(given: Arguments) -> Type:
    inner: list[Type] = []
    for each in given:
        element = element_type(each.type)
        if element is not DYNAMIC or each.data != ():
            inner.append(element)
    if not inner:
        return SetType(DYNAMIC)
    common = unify(inner)
    if common is None:
        raise FunctionError("the elements of the sets have no common type")
    return SetType(common)


def _operation(name: str, combine: Callable[[_Items, _Items], _Items], *, open_: bool) -> None:
    """A function of sets; `open_` where elements that are unknown may stay in the result."""

    @implements(name, "", "", result=_set_type)
    def run(call: Invocation) -> Value:
        found: list[_Items] = []
        for index, each in enumerate(call.given):
            try:
                value = convert(each, call.type)
            except ConversionError as error:
                raise ArgumentError(index, error.message) from None
            if not value.is_known or (not open_ and not is_wholly_known(value)):
                return Value(call.type, UNKNOWN, not_null=True)
            found.append(items(value))
        result = found[0]
        for other in found[1:]:
            if len(result) * len(other) > LARGEST * 10:
                raise NotExactError
            result = combine(result, other)
        element = result[0].type if result else element_type(call.type)
        return set_of(element, result)


_operation("setunion", lambda one, other: (*one, *other), open_=True)
_operation("setintersection", lambda one, other: tuple(i for i in one if i in other), open_=False)
_operation("setsubtract", lambda one, other: tuple(i for i in one if i not in other), open_=False)


def _product_type(given: Arguments) -> Type:
    if len(given) <= 1:
        raise FunctionError("at least two arguments are required")
    inner: list[Type] = []
    for index, each in enumerate(given):
        match each.type:
            case SetType(element=element) | ListType(element=element):
                inner.append(element)
            case TupleType(items=types):
                common = unify(types) if types else DYNAMIC
                if common is None:
                    raise ArgumentError(index, "all elements must be of the same type")
                inner.append(common)
            case _:
                raise ArgumentError(index, "a set or a list is required")
    ordered = not any(isinstance(each.type, SetType) for each in given)
    return (ListType if ordered else SetType)(TupleType(tuple(inner)))


@implements("setproduct", "um", result=_product_type)
def setproduct(call: Invocation) -> Value:
    """Every combination of an element of each."""
    if not all(map(has_length, call.given)):
        return Value(call.type, UNKNOWN, not_null=True).marked(*call.given)
    row = element_type(call.type)
    wanted = row.items if isinstance(row, TupleType) else ()
    count = len(call.given)
    for each in call.given:
        count *= len(items(each))
    if count > LARGEST:
        raise NotExactError
    try:
        factors = [
            [convert(item, inner) for item in items(unmarked(each))]
            for each, inner in zip(call.given, wanted, strict=True)
        ]
    except ConversionError:
        raise NotExactError from None
    found = tuple([tuple_of(each) for each in product(*factors)])
    if isinstance(call.type, ListType):
        return Value(call.type, found).marked(*call.given)
    return set_of(row, found).marked(*call.given)
