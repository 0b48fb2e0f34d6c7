"""`[for … : …]` and `{for … : … => …}`."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import handles, iterable, report, size_of, spend, too_large, value_of
from tfgen.evaluate.problems import (
    COMPARE,
    FAILED_OPERATION,
    KEY_TEXT,
    NULL_VALUE,
    OBJECT_KEY,
    PART_TYPE,
)
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import BOOL, DYNAMIC, STRING, SetType, show
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    Value,
    number,
    object_of,
    string,
    tuple_of,
    unmarked,
)
from tfgen.hcl.syntax import Expression, For


@handles(For)
def loop(node: For, scope: Scope) -> Value:
    """A tuple or an object; dynamic where the collection or a condition is unknown."""
    collection = value_of(node.collection, scope)
    if not _can_go_through(node, collection, scope):
        return DYNAMIC_VALUE
    marks = [collection]
    condition = node.condition
    if condition is not None and not _condition_ok(node, condition, scope, marks):
        return DYNAMIC_VALUE
    if not isinstance(collection.data, tuple | dict):
        return DYNAMIC_VALUE.marked(*marks)
    if not spend(scope, len(collection.data) * size_of(node)):
        return DYNAMIC_VALUE
    bare = unmarked(collection)
    if node.result_key is None:
        result = _tuple(node, bare, scope, marks)
    else:
        result = _object(node, node.result_key, bare, scope, marks)
    return DYNAMIC_VALUE if too_large(result) else result.marked(*marks)


def _can_go_through(node: For, collection: Value, scope: Scope) -> bool:
    if collection.data is None:
        message = "null is no collection to go through"
        report(scope, NULL_VALUE, node.collection.start, message, "give it a value, or use `[]`")
        return False
    if collection.type is not DYNAMIC and not iterable(collection.type):
        message = f"a {show(collection.type)} is no collection to go through"
        remedy = "go through a list, set, map, tuple or object"
        report(scope, PART_TYPE, node.collection.start, message, remedy)
        return False
    return collection.type is not DYNAMIC


def _names(node: For, key: Value, value: Value) -> dict[str, Value]:
    return {node.key: key, node.value: value} if node.key else {node.value: value}


def _condition_ok(node: For, condition: Expression, scope: Scope, marks: list[Value]) -> bool:
    """Looks at the condition once with nothing known of the elements, as Terraform does."""
    start = len(scope.problems)
    inner = scope.child(_names(node, DYNAMIC_VALUE, DYNAMIC_VALUE))
    result = value_of(condition, inner)
    marks.append(result)
    if result.data is None:
        _null_condition(condition, scope)
        return False
    try:
        convert(result, BOOL)
    except ConversionError as error:
        _no_condition(condition, error, scope)
        return False
    return len(scope.problems) == start


def _null_condition(condition: Expression, scope: Scope) -> None:
    message = "the condition after `if` is null"
    report(scope, NULL_VALUE, condition.start, message, COMPARE)


def _no_condition(condition: Expression, error: ConversionError, scope: Scope) -> None:
    message = f"the condition after `if` is no bool: {error.message}"
    report(scope, PART_TYPE, condition.start, message, COMPARE)


def _elements(collection: Value) -> Iterator[tuple[Value, Value]]:
    data = collection.data
    if isinstance(data, dict):
        for name, value in data.items():
            yield string(name), value
    elif isinstance(data, tuple):
        keyed = isinstance(collection.type, SetType)
        for index, value in enumerate(data):
            yield (value if keyed else number(index)), value


def _included(node: For, scope: Scope, silent: bool, marks: list[Value]) -> bool | None:
    """Whether the condition lets an element in; None where that is not known, or no bool."""
    if node.condition is None:
        return True
    raw = value_of(node.condition, scope)
    if raw.data is None:
        if not silent:
            _null_condition(node.condition, scope)
        return None
    marks.append(raw)
    if not raw.is_known:
        return None
    try:
        data = convert(raw, BOOL).data
    except ConversionError as error:
        if not silent:
            _no_condition(node.condition, error, scope)
        return None
    return data if isinstance(data, bool) else None


def _tuple(node: For, collection: Value, scope: Scope, marks: list[Value]) -> Value:
    found: list[Value] = []
    known = True
    for key, value in _elements(collection):
        inner = scope.child(_names(node, key, value))
        included = _included(node, inner, not known, marks)
        if included is None:
            known = False
        elif included:
            found.append(value_of(node.result, inner))
    return tuple_of(tuple(found)) if known else DYNAMIC_VALUE


def _object(
    node: For, result_key: Expression, collection: Value, scope: Scope, marks: list[Value]
) -> Value:
    found: dict[str, Value] = {}
    groups: dict[str, list[Value]] = {}
    known = True
    for key, value in _elements(collection):
        inner = scope.child(_names(node, key, value))
        included = _included(node, inner, not known, marks)
        if included is None:
            known = False
        if not included:
            continue
        name = _key(result_key, inner, not known, marks)
        if name is None:
            known = False
            continue
        result = value_of(node.result, inner)
        if node.grouped:
            groups.setdefault(name, []).append(result)
        elif name in found:
            _twice(result_key, name, scope)
        else:
            found[name] = result
    if not known:
        return DYNAMIC_VALUE
    if node.grouped:
        found = {name: tuple_of(tuple(values)) for name, values in groups.items()}
    return object_of(found)


def _twice(key: Expression, name: str, scope: Scope) -> None:
    message = f'two elements give the key "{name}"'
    remedy = "make the keys differ, or write `...` after the value to group them"
    report(scope, FAILED_OPERATION, key.start, message, remedy)


def _key(key: Expression, scope: Scope, silent: bool, marks: list[Value]) -> str | None:
    """The key of one element; None where it is unknown, or no key, which is reported."""
    raw = value_of(key, scope)
    if raw.data is None:
        if not silent:
            remedy = "leave the element out with an `if`, or give it another key"
            report(scope, NULL_VALUE, key.start, "the key is null", remedy)
        return None
    marks.append(raw)
    if not raw.is_known:
        return None
    try:
        data = convert(raw, STRING).data
    except ConversionError as error:
        if not silent:
            message = f"this is no key of an object: {error.message}"
            report(scope, OBJECT_KEY, key.start, message, KEY_TEXT)
        return None
    return data if isinstance(data, str) else None
