"""The value of an expression, and what Terraform finds wrong with it.

https://developer.hashicorp.com/terraform/language/expressions. What cannot be told exactly is
unknown, and no problem.
"""

from __future__ import annotations

from tfgen.evaluate import calls, functions, loops, operators, templates, traversals
from tfgen.evaluate.conversion import ConversionError, convert, unify
from tfgen.evaluate.dispatch import cut, handles, report, too_large, value_of
from tfgen.evaluate.problems import (
    COMPARE,
    CONDITIONAL_TYPES,
    KEY_TEXT,
    NULL_VALUE,
    OBJECT_KEY,
    PART_TYPE,
)
from tfgen.evaluate.scope import STEPS, Scope
from tfgen.evaluate.types import BOOL, DYNAMIC, STRING, Type, show
from tfgen.evaluate.values import (
    DYNAMIC_VALUE,
    NULL,
    UNKNOWN,
    Value,
    object_of,
    string,
    tuple_of,
    unknown,
)
from tfgen.hcl.syntax import (
    Attr,
    Conditional,
    Constant,
    Entry,
    Expression,
    Index,
    Object,
    Parentheses,
    Tuple,
    Variable,
    steps,
)

__all__ = ["calls", "evaluate", "functions", "loops", "operators", "templates", "traversals"]

_ALIKE = "make them alike; convert both with tostring(), tolist() or tomap() where that helps"


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value; what is wrong is appended to the problems of the scope.

    Work is bounded: what would take too long, or is nested too deeply, is dynamic.
    """
    budget = scope.budget
    if budget.depth == 0:
        budget.steps = STEPS
    budget.depth += 1
    start = len(scope.problems)
    try:
        value = value_of(expression, scope)
        return DYNAMIC_VALUE if too_large(value) else value
    except RecursionError:
        # What was found so far may belong to the half of a condition that does not count.
        del scope.problems[start:]
        return DYNAMIC_VALUE
    finally:
        budget.depth -= 1


@handles(Parentheses)
def parentheses(node: Parentheses, scope: Scope) -> Value:
    """`(inner)` is inner."""
    return value_of(node.inner, scope)


@handles(Tuple)
def tuple_(node: Tuple, scope: Scope) -> Value:
    """`[a, b]`."""
    return tuple_of(tuple([value_of(item, scope) for item in node.items]))


@handles(Object)
def object_(node: Object, scope: Scope) -> Value:
    """`{ key = value }`; dynamic where a key is not known. Of equal keys the last one counts."""
    found: dict[str, Value] = {}
    marks: list[Value] = []
    known = True
    for entry in node.entries:
        start = len(scope.problems)
        key = _key_value(entry, scope)
        failed = len(scope.problems) > start
        value = value_of(entry.value, scope)
        name = None if failed else _key_name(key, entry, marks, scope)
        if name is None:
            known = False
        else:
            found[name] = value
    return object_of(found).marked(*marks) if known else DYNAMIC_VALUE


def _key_value(entry: Entry, scope: Scope) -> Value:
    key = entry.key
    if isinstance(key, Constant) and key.value is None:
        return string("null")
    if isinstance(key, Attr | Index):
        root, chain = steps(key)
        plain = isinstance(root, Variable) and all(
            isinstance(step, Attr) or isinstance(step.key, Constant) for step in chain
        )
        if plain:
            message = "a key with a dot is neither a name nor a reference"
            remedy = "put a reference in parentheses, a name in quotes"
            report(scope, OBJECT_KEY, key.start, message, remedy)
            return DYNAMIC_VALUE
    return value_of(key, scope)


def _key_name(key: Value, entry: Entry, marks: list[Value], scope: Scope) -> str | None:
    if key.data is None:
        # Terraform points at the value, not at the key.
        message = "the key of this value is null"
        report(scope, NULL_VALUE, entry.value.start, message, "give the key a value")
        return None
    marks.append(key)
    try:
        data = convert(key, STRING).data
    except ConversionError as error:
        message = f"this is no key of an object: {error.message}"
        report(scope, OBJECT_KEY, entry.key.start, message, KEY_TEXT)
        return None
    return data if isinstance(data, str) else None


@handles(Conditional)
def conditional(node: Conditional, scope: Scope) -> Value:
    """`condition ? then : otherwise`: both fit one type; only what is wrong with one counts."""
    start = len(scope.problems)
    then = value_of(node.then, scope)
    then_problems = cut(scope, start)
    otherwise = value_of(node.otherwise, scope)
    otherwise_problems = cut(scope, start)
    type_ = _result_type(then, otherwise)
    if type_ is None:
        message = f"the two results have no common type: {_difference(then.type, otherwise.type)}"
        report(scope, CONDITIONAL_TYPES, node.then.start, message, _ALIKE)
        return DYNAMIC_VALUE
    condition = value_of(node.condition, scope)
    if condition.data is None:
        report(scope, NULL_VALUE, node.condition.start, "the condition is null", COMPARE)
        return unknown(type_)
    if condition.data is UNKNOWN:
        return _undecided(then, otherwise, type_).marked(condition, then, otherwise)
    try:
        decided = convert(condition, BOOL).data
    except ConversionError as error:
        message = f"the condition is no bool: {error.message}"
        report(scope, PART_TYPE, node.condition.start, message, COMPARE)
        return unknown(type_)
    scope.problems.extend(then_problems if decided else otherwise_problems)
    chosen, place = (then, node.then) if decided else (otherwise, node.otherwise)
    try:
        result = convert(chosen, type_)
    except ConversionError as error:
        message = f"this result does not fit the type of the other one: {error.message}"
        report(scope, CONDITIONAL_TYPES, place.start, message, _ALIKE)
        result = unknown(type_)
    return result.marked(condition, then, otherwise)


def _result_type(then: Value, otherwise: Value) -> Type | None:
    if then == NULL:
        return otherwise.type
    if otherwise == NULL:
        return then.type
    if then.type is DYNAMIC or otherwise.type is DYNAMIC:
        return DYNAMIC
    return unify((then.type, otherwise.type))


def _undecided(then: Value, otherwise: Value, type_: Type) -> Value:
    if then.data is None and otherwise.data is None:
        return Value(type_, None)
    not_null = all(
        value.not_null or (value.data is not None and value.data is not UNKNOWN)
        for value in (then, otherwise)
    )
    return Value(type_, UNKNOWN, not_null=not_null and type_ is not DYNAMIC)


def _difference(then: Type, otherwise: Type) -> str:
    one, other = show(then), show(otherwise)
    if one != other:
        return f"one is {one}, the other {other}"
    return f"both are {one}, with parts that do not fit"
