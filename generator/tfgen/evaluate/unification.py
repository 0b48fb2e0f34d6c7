"""One type for several: what the two results of a condition or the items of a list become.

The rules are those of cty, Terraform's type system:
https://github.com/zclconf/go-cty/blob/main/docs/convert.md#type-unification
"""

from __future__ import annotations

from collections.abc import Sequence

from tfgen.evaluate.types import (
    DYNAMIC,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)

_Word = type[ListType] | type[SetType] | type[MapType]


def possible(given: Type, wanted: Type, *, unsafe: bool = True) -> bool:
    """Whether a value of one type can become one of the other.

    `unsafe` also allows what depends on the value: a string that may or may not be a number.
    """
    if isinstance(given, Primitive) or isinstance(wanted, Primitive):
        return _primitives(given, wanted, unsafe)
    if isinstance(wanted, ListType | SetType | MapType):
        return _to_collection(given, wanted, unsafe)
    match given, wanted:
        case ObjectType(), ObjectType():
            return _objects(given, wanted, unsafe)
        case TupleType(items=own), TupleType(items=types) if len(own) == len(types):
            pairs = zip(own, types, strict=True)
            return all(one == other or possible(one, other, unsafe=unsafe) for one, other in pairs)
        case MapType(element=element), ObjectType(attributes=attributes):
            return unsafe and all(
                name in wanted.optional or each == element or possible(element, each)
                for name, each in attributes.items()
            )
    return False


def _primitives(given: Type, wanted: Type, unsafe: bool) -> bool:
    if wanted is DYNAMIC or given is DYNAMIC:
        return unsafe or wanted is DYNAMIC
    both = isinstance(given, Primitive) and isinstance(wanted, Primitive)
    return both and (given is wanted or wanted is STRING or (unsafe and given is STRING))


def _to_collection(given: Type, wanted: ListType | SetType | MapType, unsafe: bool) -> bool:
    match given:
        case MapType(element=element):
            return isinstance(wanted, MapType) and possible(element, wanted.element, unsafe=unsafe)
        case ObjectType(attributes=attributes):
            inner = tuple(attributes.values())
            fits = _elements(inner, wanted.element, unsafe=unsafe, mixed=True)
            return isinstance(wanted, MapType) and fits
        case TupleType(items=items):
            fits = _elements(items, wanted.element, unsafe=unsafe)
            return not isinstance(wanted, MapType) and fits
        case ListType(element=element) | SetType(element=element):
            # A set may hold fewer elements than the list.
            lossy = isinstance(given, ListType) and isinstance(wanted, SetType)
            if isinstance(wanted, MapType) or (lossy and not unsafe):
                return False
            return possible(element, wanted.element, unsafe=unsafe)
    return False


def _objects(given: ObjectType, wanted: ObjectType, unsafe: bool) -> bool:
    for name, each in wanted.attributes.items():
        own = given.attributes.get(name)
        if own is None:
            if name not in wanted.optional:
                return False
        elif own != each and not possible(own, each, unsafe=unsafe):
            return False
    return True


def _elements(items: Sequence[Type], wanted: Type, *, unsafe: bool, mixed: bool = False) -> bool:
    """Whether items can become the elements of one collection."""
    if not items:
        return True
    if wanted is DYNAMIC:
        common = unify(items, unsafe=unsafe)
        if common is None:
            return False
        if common is DYNAMIC and not mixed:
            return all(item is DYNAMIC for item in items)
        wanted = common
    return all(item == wanted or possible(item, wanted, unsafe=unsafe) for item in items)


def unify(types: Sequence[Type], *, unsafe: bool = True) -> Type | None:
    """The type that all of these can become, or None where there is none.

    `unsafe` allows conversions that depend on the value, as a condition's results do.
    """
    if not types:
        return None
    if all(each == types[0] for each in types[1:]):
        return types[0]
    kinds = {type(each) if each is not DYNAMIC else None for each in types}
    dynamic = None in kinds
    kinds.discard(None)
    found: Type | None = None
    if len(kinds) == 1:
        kind = next(iter(kinds))
        if kind is not Primitive:
            return DYNAMIC if dynamic else _same_kind(kind, types, unsafe)
    elif kinds == {MapType, ObjectType}:
        found = _with_map(types, unsafe)
    elif kinds == {ListType, TupleType}:
        found = _with_list(types, unsafe)
    elif ObjectType in kinds and TupleType in kinds:
        return None
    return found or _preferred(types, unsafe)


def _same_kind(kind: object, types: Sequence[Type], unsafe: bool) -> Type | None:
    if kind is ObjectType:
        return _object_type([each for each in types if isinstance(each, ObjectType)], unsafe)
    if kind is TupleType:
        return _tuple_type([each for each in types if isinstance(each, TupleType)], unsafe)
    elements = [each.element for each in types if isinstance(each, ListType | SetType | MapType)]
    element = unify(elements, unsafe=unsafe)
    if element is None:
        return None
    words: tuple[_Word, ...] = (ListType, SetType, MapType)
    return next(word(element) for word in words if word is kind)


def _object_type(types: Sequence[ObjectType], unsafe: bool) -> Type | None:
    first = types[0].attributes
    if any(each.attributes.keys() != first.keys() for each in types[1:]):
        return _fits(_map_type(types, unsafe), types, unsafe)
    attributes: dict[str, Type] = {}
    for name in first:
        common = unify([each.attributes[name] for each in types], unsafe=unsafe)
        if common is None:
            return None
        attributes[name] = common
    result = ObjectType(attributes)
    return _fits(result, types, unsafe) or _fits(_map_type(types, unsafe), types, unsafe)


def _tuple_type(types: Sequence[TupleType], unsafe: bool) -> Type | None:
    length = len(types[0].items)
    if any(len(each.items) != length for each in types[1:]):
        return _fits(_list_type(types, unsafe), types, unsafe)
    items: list[Type] = []
    for index in range(length):
        common = unify([each.items[index] for each in types], unsafe=unsafe)
        if common is None:
            return None
        items.append(common)
    result = TupleType(tuple(items))
    return _fits(result, types, unsafe) or _fits(_list_type(types, unsafe), types, unsafe)


def _fits(result: Type | None, types: Sequence[Type], unsafe: bool) -> Type | None:
    if result is None:
        return None
    fits = all(each == result or possible(each, result, unsafe=unsafe) for each in types)
    return result if fits else None


def _map_type(types: Sequence[ObjectType], unsafe: bool) -> Type | None:
    inner = [each for one in types for each in one.attributes.values()]
    element = unify(inner, unsafe=unsafe)
    return None if element is None else MapType(element)


def _list_type(types: Sequence[TupleType], unsafe: bool) -> Type | None:
    element = unify([each for one in types for each in one.items], unsafe=unsafe)
    return None if element is None else ListType(element)


def _with_map(types: Sequence[Type], unsafe: bool) -> Type | None:
    objects = [each for each in types if isinstance(each, ObjectType)]
    as_map = _fits(_map_type(objects, unsafe), objects, unsafe)
    if as_map is None:
        return None
    common = unify([as_map if type(each) is ObjectType else each for each in types], unsafe=unsafe)
    return common if isinstance(common, MapType) else None


def _with_list(types: Sequence[Type], unsafe: bool) -> Type | None:
    tuples = [each for each in types if isinstance(each, TupleType)]
    as_list = _fits(_list_type(tuples, unsafe), tuples, unsafe)
    if as_list is None:
        return None
    common = unify([as_list if type(each) is TupleType else each for each in types], unsafe=unsafe)
    return common if isinstance(common, ListType) else None


def _preferred(types: Sequence[Type], unsafe: bool) -> Type | None:
    """The first of the types, the most general ones first, that all the others can become."""
    for index in _order(types):
        wanted = types[index]
        if _fits(wanted, types, unsafe):
            return wanted
    return None


def _order(types: Sequence[Type]) -> list[int]:
    """The indexes of the types, the more general before the less general ones."""
    count = len(types)
    after: list[list[int]] = [[] for _ in types]
    before = [0] * count
    for left in range(count - 1):
        for right in range(left + 1, count):
            order = _compare(types[left], types[right])
            if order:
                one, other = (left, right) if order < 0 else (right, left)
                after[one].append(other)
                before[other] += 1
    queue = [index for index in range(count) if not before[index]]
    for index in queue:
        for other in after[index]:
            before[other] -= 1
            if not before[other]:
                queue.append(other)
    return queue


_FAMILY = 10
# Lists are preferred to tuples, these to sets; maps are preferred to objects.
_RANKS: dict[type, int] = {ListType: 0, TupleType: 1, SetType: 2, MapType: 10, ObjectType: 11}


def _compare(left: Type, right: Type) -> int:
    """Below 0 where `left` is more general, above 0 where `right` is, 0 where neither."""
    if left is DYNAMIC or right is DYNAMIC:
        return (left is DYNAMIC) - (right is DYNAMIC)
    if isinstance(left, Primitive) or isinstance(right, Primitive):
        primitives = isinstance(left, Primitive) and isinstance(right, Primitive)
        return (right is STRING) - (left is STRING) if primitives else 0
    if type(left) is type(right):
        return _among(_inside(left, right))
    one, other = _RANKS[type(left)], _RANKS[type(right)]
    related = one // _FAMILY == other // _FAMILY
    return (-1 if one < other else 1) if related else 0


def _inside(left: Type, right: Type) -> list[tuple[Type, Type]]:
    """The types inside of two types of one kind, in pairs; none where they do not pair."""
    match left, right:
        case ObjectType(attributes=own), ObjectType(attributes=others):
            return [(own[n], others[n]) for n in own] if own.keys() == others.keys() else []
        case TupleType(items=items), TupleType(items=types):
            return list(zip(items, types, strict=True)) if len(items) == len(types) else []
        case (
            (ListType(element=one), ListType(element=other))
            | (SetType(element=one), SetType(element=other))
            | (MapType(element=one), MapType(element=other))
        ):
            return [(one, other)]
    return []


def _among(pairs: Sequence[tuple[Type, Type]]) -> int:
    orders = [_compare(left, right) for left, right in pairs]
    left_wins, right_wins = any(each < 0 for each in orders), any(each > 0 for each in orders)
    return right_wins - left_wins
