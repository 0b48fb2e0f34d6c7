"""Functions of maps and objects."""

from __future__ import annotations

from tfgen.evaluate.functions.arguments import entries, items, text
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
    EMPTY_OBJECT,
    STRING,
    ListType,
    MapType,
    ObjectType,
    TupleType,
    Type,
    show,
)
from tfgen.evaluate.values import (
    UNKNOWN,
    Value,
    is_wholly_known,
    list_of,
    map_of,
    object_of,
    string,
)


def _keys_type(given: Arguments) -> Type:
    match given[0].type:
        case MapType():
            return ListType(STRING)
        case ObjectType(attributes=attributes):
            return TupleType((STRING,) * len(attributes))
        case _:
            raise ArgumentError(0, "a map or an object is required")


@implements("keys", "um", result=_keys_type)
def keys(call: Invocation) -> Value:
    """The keys in order; of an object even where it is unknown."""
    value = call.given[0]
    if isinstance(value.type, ObjectType):
        names = sorted(value.type.attributes)
    elif value.is_known:
        names = sorted(entries(value))
    else:
        return Value(call.type, UNKNOWN, not_null=True).marked(value)
    return Value(call.type, tuple(map(string, names))).marked(value)


def _values_type(given: Arguments) -> Type:
    match given[0].type:
        case MapType(element=element):
            return ListType(element)
        case ObjectType(attributes=attributes):
            return TupleType(tuple([attributes[name] for name in sorted(attributes)]))
        case _:
            raise FunctionError("a map is required")


@implements("values", "m", result=_values_type)
def values(call: Invocation) -> Value:
    """The values in the order of their keys."""
    return Value(call.type, items(call.given[0])).marked(call.given[0])


def _merge_type(given: Arguments) -> Type:
    if not given:
        return EMPTY_OBJECT
    attributes: dict[str, Type] = {}
    known = True
    for each in given:
        if each.type is DYNAMIC:
            return DYNAMIC
        if isinstance(each.type, ObjectType):
            if each.data is not None:
                attributes.update(each.type.attributes)
        elif isinstance(each.type, MapType):
            if each.is_known and each.data is not None:
                attributes.update(dict.fromkeys(entries(each), each.type.element))
            known = known and each.is_known
        else:
            raise FunctionError(f"maps or objects are required, not {show(each.type)}")
    if all(each.type == given[0].type for each in given):
        return given[0].type
    ordered = {name: attributes[name] for name in sorted(attributes)}
    return ObjectType(ordered) if known else DYNAMIC


@implements("merge", "dm", result=_merge_type)
def merge(call: Invocation) -> Value:
    """All entries; of equal keys the last one."""
    found: dict[str, Value] = {}
    for each in call.given:
        if each.data is not None:
            found.update(entries(each))
    if isinstance(call.type, MapType):
        return map_of(call.type.element, found).marked(*call.given)
    if isinstance(call.type, ObjectType) and found.keys() != call.type.attributes.keys():
        raise NotExactError
    return object_of(found).marked(*call.given)


def _zipmap_type(given: Arguments) -> Type:
    names, found = given
    if isinstance(found.type, ListType):
        return MapType(found.type.element)
    if not isinstance(found.type, TupleType):
        raise FunctionError("the values must be a list or a tuple")
    if not is_wholly_known(names):
        return DYNAMIC
    given_names = items(names)
    _same_length(len(given_names), len(found.type.items))
    if any(name.data is None for name in given_names):
        raise FunctionError("a key is null")
    pairs = zip(given_names, found.type.items, strict=True)
    attributes = {text(name): each for name, each in pairs}
    return ObjectType({name: attributes[name] for name in sorted(attributes)})


def _same_length(names: int, found: int) -> None:
    if names != found:
        raise FunctionError(f"there are {names} keys and {found} values")


@implements("zipmap", "m", "m", result=_zipmap_type)
def zipmap(call: Invocation) -> Value:
    """A map of a list of keys and a list of values."""
    names, found = call.given
    if not is_wholly_known(names):
        return Value(call.type, UNKNOWN, not_null=True).marked(*call.given)
    own = items(names)
    _same_length(len(own), len(items(found)))
    if any(name.data is None for name in own):
        raise NotExactError
    output = {text(name): each for name, each in zip(own, items(found), strict=True)}
    if isinstance(call.type, MapType):
        return map_of(call.type.element, output).marked(*call.given, *own)
    return object_of(output).marked(*call.given, *own)


@implements("transpose")
def transpose(call: Invocation) -> Value:
    """A map of lists with keys and elements exchanged."""
    if not is_wholly_known(call.given[0]):
        return Value(call.type, UNKNOWN, not_null=True)
    found: dict[str, list[str]] = {}
    for name, inner in entries(call.given[0]).items():
        if inner.data is None or any(item.data is None for item in items(inner)):
            raise ArgumentError(0, f'an element of "{name}" is null')
        for item in items(inner):
            found.setdefault(text(item), []).append(name)
    lists = {
        name: list_of(STRING, tuple(map(string, sorted(each)))) for name, each in found.items()
    }
    return map_of(ListType(STRING), lists)
