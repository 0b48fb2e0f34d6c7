"""The shapes of expressions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from tfgen.hcl.shapes.access import access
from tfgen.hcl.shapes.loops import for_expression
from tfgen.hcl.shapes.reading import Reading, Shape, branches, parts, rule
from tfgen.hcl.shapes.templates import string

if TYPE_CHECKING:
    from tfgen.hcl.shapes.reading import Branch, Node

_SIGNS = {"-": "-", "!": "!", "\t": "-", "\r": "!"}
_KEYS = frozenset({"identifier", "keyword", "literal_value"})


def expression(reading: Reading, node: Branch) -> Shape:
    """The shape of an expression; what is wrong with it is noted in `reading`."""
    return _MAKERS[rule(node)](reading, node)


def _term(reading: Reading, node: Branch) -> Shape:
    inner = expression(reading, parts(node)[0])
    return ("Parentheses", *reading.span(node), inner) if node.children[0] == "(" else inner


def _alone(kind: str) -> Callable[[Reading, Branch], Shape]:
    return lambda reading, node: (kind, *reading.span(node))


def _conditional(reading: Reading, node: Branch) -> Shape:
    made = [expression(reading, part) for part in parts(node)]
    return ("Conditional", made[0][1], made[-1][2], *made)


def _binary(reading: Reading, node: Branch) -> Shape:
    # Without recursion on the left: chains of operators may be long.
    chain = []
    while rule(node) == "binary_op":
        node, term = parts(node)
        chain.append(term)
    shape = expression(reading, node)
    for term in reversed(chain):
        sign, operand = parts(term)
        right = expression(reading, operand)
        shape = ("Binary", shape[1], right[2], str(sign.children[0]), shape, right)
    return shape


def _unary(reading: Reading, node: Branch) -> Shape:
    shape = expression(reading, parts(node)[0])
    for at in range(shape[1] - 1, reading.first(node) - 1, -1):
        if reading.pieces[at] in _SIGNS:
            shape = ("Unary", at, shape[2], _SIGNS[reading.pieces[at]], shape)
    return shape


def _number(reading: Reading, node: Branch) -> Shape:
    first, last = reading.span(node)
    # The grammar takes the sign of `-1` into the number, and what is left out follows the sign.
    shape: Shape = ("Number", last, last)
    for at in range(last - 1, first - 1, -1):
        if reading.pieces[at] in _SIGNS:
            shape = ("Unary", at, last, _SIGNS[reading.pieces[at]], shape)
    return shape


def _tuple(reading: Reading, node: Branch) -> Shape:
    return ("Tuple", *reading.span(node), tuple(expression(reading, item) for item in parts(node)))


def _object(reading: Reading, node: Branch) -> Shape:
    for left, right in pairwise(child for child in node.children if _is_entry_or_comma(child)):
        if rule(left) and rule(right) and reading.same_line(left, right):
            message = "a `,` is missing before this entry"
            reading.problem(reading.first(right), message, "put a `,` before it")
    elements = [child for child in branches(node) if rule(child) == "object_elem"]
    if elements and reading.pieces[reading.first(elements[0])] == "for":
        message = "an object cannot start with the key `for`: that starts a for expression"
        reading.problem(reading.first(elements[0]), message, 'write "for" in quotes')
    return ("Object", *reading.span(node), tuple(_entry(reading, one) for one in elements))


def _is_entry_or_comma(child: Node) -> bool:
    return child == "," if isinstance(child, str) else rule(child) == "object_elem"


def _entry(reading: Reading, element: Branch) -> Shape:
    key, value = parts(element)
    bare = _bare_key(key)
    name = ("Name", *reading.span(bare)) if bare else expression(reading, parts(key)[0])
    made = expression(reading, value)
    return ("Entry", name[1], made[2], name, made)


def _bare_key(key: Branch) -> Branch | None:
    """The identifier or keyword that is the whole key of an object's entry."""
    node: Node = key
    while not isinstance(node, str) and len(node.children) == 1:
        if rule(node) in _KEYS:
            return node
        node = node.children[0]
    return None


def _call(reading: Reading, node: Branch) -> Shape:
    arguments = next((part for part in parts(node) if rule(part) == "arguments"), None)
    given = () if arguments is None else tuple(expression(reading, a) for a in parts(arguments))
    expand = arguments is not None and "..." in arguments.children
    return ("Call", *reading.span(node), given, expand)


def _access(reading: Reading, node: Branch) -> Shape:
    return access(reading, node, expression)


def _for(reading: Reading, node: Branch) -> Shape:
    return for_expression(reading, node, expression)


def _string(reading: Reading, node: Branch) -> Shape:
    return string(reading, node, expression)


_MAKERS: dict[str, Callable[[Reading, Branch], Shape]] = {
    "expr_term": _term,
    "identifier": _alone("Variable"),
    "literal_value": _alone("Word"),
    "int_lit": _number,
    "float_lit": _number,
    "conditional": _conditional,
    "binary_op": _binary,
    "unary_op": _unary,
    "tuple": _tuple,
    "object": _object,
    "function_call": _call,
    "string": _string,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
    "index_expr_term": _access,
    "get_attr_expr_term": _access,
    "attr_splat_expr_term": _access,
    "full_splat_expr_term": _access,
}
