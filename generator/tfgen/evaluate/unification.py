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
    if wanted is DYNAMIC:
        return True
    if given is DYNAMIC:
        return unsafe
    match given, wanted:
        case Primitive(), Primitive():
            return given is wanted or wanted is STRING or (unsafe and given is STRING)
        case ObjectType(), ObjectType():
            return _objects(given, wanted, unsafe)
        case TupleType(), TupleType():
            return len(given.items) == len(wanted.items) and all(
                one == other or possible(one, other, unsafe=unsafe)
                for one, other in zip(given.items, wanted.items, strict=True)
            )
        case ((ListType() | SetType()), ListType()) | (SetType(), SetType()):
            return possible(given.element, wanted.element, unsafe=unsafe)
        case ListType(), SetType():
            return unsafe and possible(given.element, wanted.element, unsafe=unsafe)
        case MapType(), MapType():
            return possible(given.element, wanted.element, unsafe=unsafe)
        case (TupleType(), (ListType() | SetType())):
            return _elements(given.items, wanted.element, unsafe=unsafe)
        case ObjectType(), MapType():
            each = tuple(given.attributes.values())
            return _elements(each, wanted.element, unsafe=unsafe, mixed=True)
        case MapType(), ObjectType():
            return unsafe and all(
                name in wanted.optional or each == given.element or possible(given.element, each)
                for name, each in wanted.attributes.items()
            )
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


def _elements(
    items: Sequence[Type], wanted: Type, *, unsafe: bool, mixed: bool = False
) -> bool:
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


def _compare(left: Type, right: Type) -> int:
    """Below 0 where `left` is more general, above 0 where `right` is, 0 where neither."""
    if left is DYNAMIC or right is DYNAMIC:
        return (left is DYNAMIC) - (right is DYNAMIC)
    match left, right:
        case Primitive(), Primitive():
            return (right is STRING) - (left is STRING)
        case ((ListType(), ListType()) | (SetType(), SetType()) | (MapType(), MapType())):
            return _compare(left.element, right.element)
        case (((TupleType() | ListType()), SetType()) | (ListType(), TupleType())):
            return -1
        case ((SetType(), (TupleType() | ListType())) | (TupleType(), ListType())):
            return 1
        case MapType(), ObjectType():
            return -1
        case ObjectType(), MapType():
            return 1
        case ObjectType(), ObjectType():
            if left.attributes.keys() != right.attributes.keys():
                return 0
            return _among([(left.attributes[n], right.attributes[n]) for n in left.attributes])
        case TupleType(), TupleType():
            if len(left.items) != len(right.items):
                return 0
            return _among(list(zip(left.items, right.items, strict=True)))
    return 0


def _among(pairs: Sequence[tuple[Type, Type]]) -> int:
    orders = [_compare(left, right) for left, right in pairs]
    left_wins, right_wins = any(each < 0 for each in orders), any(each > 0 for each in orders)
    return right_wins - left_wins
