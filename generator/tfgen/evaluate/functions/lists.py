"""Functions that make lists, tuples, maps and objects of others."""

from __future__ import annotations

from tfgen.evaluate.conversion import ConversionError, convert, unify
from tfgen.evaluate.dispatch import LARGEST
from tfgen.evaluate.equality import equals
from tfgen.evaluate.functions.arguments import integer, items
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import (
    DYNAMIC,
    ListType,
    SetType,
    TupleType,
    Type,
    show,
)
from tfgen.evaluate.values import (
    UNKNOWN,
    Value,
    has_length,
    is_wholly_known,
    tuple_of,
    unmarked,
)

_LONGEST_DISTINCT = 2000


def _concat_type(given: Arguments) -> Type:
    if not given:
        raise FunctionError("at least one argument is required")
    if all(isinstance(each.type, ListType) for each in given):
        common = unify([each.type for each in given])
        if common is not None:
            return common
    types: list[Type] = []
    for index, each in enumerate(given):
        if isinstance(each.type, TupleType):
            types.extend(each.type.items)
        elif isinstance(each.type, ListType):
            if not each.is_known:
                return DYNAMIC
            types.extend(each.type.element for _ in items(each))
        else:
            raise ArgumentError(index, f"lists or tuples are required, not {show(each.type)}")
    return TupleType(tuple(types))


@implements("concat", "m", result=_concat_type)
def concat(call: Invocation) -> Value:
    """All elements one after another."""
    found: list[Value] = []
    for index, each in enumerate(call.given):
        try:
            part = convert(each, call.type) if isinstance(call.type, ListType) else each
        except ConversionError as error:
            raise ArgumentError(index, error.message) from None
        found.extend(items(part))
    if isinstance(call.type, ListType):
        return Value(call.type, tuple(found)).marked(*call.given)
    return tuple_of(tuple(found)).marked(*call.given)


def _list_type(given: Arguments) -> Type:
    return given[0].type


@implements("distinct", result=_list_type)
def distinct(call: Invocation) -> Value:
    """Each element once."""
    found: list[Value] = []
    if not is_wholly_known(call.given[0]):
        return Value(call.type, UNKNOWN, not_null=True)
    if len(items(call.given[0])) > _LONGEST_DISTINCT:
        raise NotExactError
    for item in items(call.given[0]):
        if not any(equals(item, other) for other in found):
            found.append(item)
    return Value(call.type, tuple(found))


@implements("compact")
def compact(call: Invocation) -> Value:
    """The strings that are neither null nor empty."""
    if not is_wholly_known(call.given[0]):
        return Value(call.type, UNKNOWN, not_null=True)
    return Value(call.type, tuple([item for item in items(call.given[0]) if item.data]))


def _chunks_type(given: Arguments) -> Type:
    return ListType(given[0].type)


@implements("chunklist", "m", "m", result=_chunks_type)
def chunklist(call: Invocation) -> Value:
    """A list in pieces of a size; a size of 0 makes one piece."""
    size, found = integer(call.given[1]), items(call.given[0])
    if size < 0:
        raise FunctionError("the size must be positive")
    if not found:
        return Value(call.type, ()).marked(*call.given)
    size = size or len(found)
    inner = call.given[0].type
    chunks = [Value(inner, found[at : at + size]) for at in range(0, len(found), size)]
    return Value(call.type, tuple(chunks)).marked(*call.given)


def _flat(value: Value) -> tuple[list[Value], bool]:
    """The elements of a sequence and of the sequences in it; whether all of these are known."""
    if not has_length(value):
        return [], False
    out: list[Value] = []
    known = True
    for item in items(value):
        if item.type is DYNAMIC and not item.is_known:
            known = False
        if item.data is None or not isinstance(item.type, ListType | SetType | TupleType):
            out.append(item)
        elif not item.is_known:
            known = False
        else:
            inner, inner_known = _flat(item)
            known = known and inner_known
            out.extend([each.marked(item) for each in inner])
    return out, known


def _flatten_type(given: Arguments) -> Type:
    value = given[0]
    if not is_wholly_known(value):
        return DYNAMIC
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise FunctionError("only lists, sets and tuples can be flattened")
    return TupleType(tuple([item.type for item in _flat(unmarked(value))[0]]))


@implements("flatten", "m", result=_flatten_type)
def flatten(call: Invocation) -> Value:
    """One tuple of the elements of all sequences inside."""
    # An object comes this far where a part of it is unknown, and loses its names.
    found, known = _flat(call.given[0])
    return (tuple_of(tuple(found)) if known else Value(DYNAMIC, UNKNOWN)).marked(call.given[0])


def _reverse_type(given: Arguments) -> Type:
    match given[0].type:
        case TupleType(items=types):
            return TupleType(tuple(reversed(types)))
        case ListType(element=element) | SetType(element=element):
            return ListType(element)
        case other:
            raise ArgumentError(0, f"a {show(other)} cannot be reversed")


@implements("reverse", "m", result=_reverse_type)
def reverse(call: Invocation) -> Value:
    """The elements from the last to the first."""
    return Value(call.type, tuple(reversed(items(call.given[0])))).marked(call.given[0])


def _slice_bounds(given: Arguments) -> tuple[int, int] | None:
    """The two indexes where both are known; wrong ones are errors."""
    value = given[0]
    length: int | None = None
    if isinstance(value.type, TupleType):
        length = len(value.type.items)
    elif isinstance(value.data, tuple):
        length = len(value.data)
    found: list[int] = []
    for index, word in ((1, "start"), (2, "end")):
        if not given[index].is_known:
            continue
        place = integer(given[index], index)
        if place < 0:
            raise ArgumentError(index, f"the {word} index must not be negative")
        if length is not None and place > length:
            raise ArgumentError(index, f"the {word} index is beyond the {length} elements")
        found.append(place)
    match found:
        case [start, end]:
            if start > end:
                raise ArgumentError(1, "the start index must not be greater than the end index")
            return start, end
    return None


def _slice_type(given: Arguments) -> Type:
    type_ = given[0].type
    if isinstance(type_, SetType):
        raise ArgumentError(0, "elements of a set have no index; make a list of it by tolist()")
    if not isinstance(type_, ListType | TupleType):
        raise ArgumentError(0, "a list or a tuple is required")
    bounds = _slice_bounds(given)
    if isinstance(type_, ListType):
        return type_
    return TupleType(type_.items[slice(*bounds)]) if bounds else DYNAMIC


@implements("slice", "m", "", "", result=_slice_type)
def slice_(call: Invocation) -> Value:
    """The elements from one index to before another."""
    bounds = _slice_bounds(call.given)
    if bounds is None:
        raise NotExactError
    return Value(call.type, items(call.given[0])[slice(*bounds)]).marked(call.given[0])


def _matchkeys_type(given: Arguments) -> Type:
    if unify((given[1].type, given[2].type)) is None:
        raise FunctionError("keys and searchset must be of the same type")
    return given[0].type


@implements("matchkeys", result=_matchkeys_type)
def matchkeys(call: Invocation) -> Value:
    """The values whose keys are in a list."""
    found, names, wanted = (items(each) for each in call.given)
    if len(found) != len(names):
        raise FunctionError("there must be as many keys as values")
    if not all(map(is_wholly_known, call.given)) or call.given[1].type != call.given[2].type:
        raise NotExactError
    if len(names) * len(wanted) > LARGEST:
        raise NotExactError
    pairs = zip(found, names, strict=True)
    return Value(
        call.type,
        tuple([each for each, name in pairs if any(equals(name, other) for other in wanted)]),
    )
