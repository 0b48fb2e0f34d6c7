"""Shapes and the text they were found in -> nodes of `syntax.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tfgen.hcl import syntax, texts
from tfgen.hcl.shapes.reading import Shape
from tfgen.hcl.source import Source

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def node(shape: Shape, source: Source, base: int) -> Any:
    """The expression or part of a template that `shape` is, from piece `base` of `source` on."""
    return _MAKERS[shape[0]](shape, source, base)


def _place(shape: Shape, source: Source, base: int) -> tuple[int, int]:
    return source.starts[base + shape[1]], source.ends[base + shape[2]]


def _number(shape: Shape, source: Source, base: int) -> syntax.Constant:
    start, end = _place(shape, source, base)
    return syntax.Constant(start, end, texts.number(source.text[start:end]))


def _word(shape: Shape, source: Source, base: int) -> syntax.Constant:
    start, end = _place(shape, source, base)
    return syntax.Constant(start, end, _WORDS[source.text[start:end]])


def _name(shape: Shape, source: Source, base: int) -> syntax.Text:
    start, end = _place(shape, source, base)
    return syntax.Text(start, end, source.text[start:end])


def _text(shape: Shape, source: Source, base: int) -> syntax.Text:
    start, end = _place(shape, source, base)
    return syntax.Text(start, end, texts.whole(source.text[start:end]))


def _template(shape: Shape, source: Source, base: int) -> syntax.Template:
    start, end = _place(shape, source, base)
    parts = texts.parts(source, start, _parts(shape[3], source, base))
    return syntax.Template(start, end, parts)


def _parts(shapes: tuple[Shape, ...], source: Source, base: int) -> tuple[syntax.Part, ...]:
    return tuple(
        # What a text means depends on the string that holds it: `texts.parts` settles that.
        _name(each, source, base) if each[0] == "Text" else node(each, source, base)
        for each in shapes
    )


def _interpolation(shape: Shape, source: Source, base: int) -> Any:
    start, end = _place(shape, source, base)
    return texts.Interpolation(start, end, node(shape[3], source, base))


def _if(shape: Shape, source: Source, base: int) -> syntax.IfDirective:
    _, _, _, condition, then, otherwise = shape
    return syntax.IfDirective(
        *_place(shape, source, base),
        node(condition, source, base),
        _parts(then, source, base),
        _parts(otherwise, source, base),
    )


def _for_directive(shape: Shape, source: Source, base: int) -> syntax.ForDirective:
    key, value = _loop_names(shape, source, base)
    return syntax.ForDirective(
        *_place(shape, source, base),
        key,
        value,
        node(shape[4], source, base),
        _parts(shape[5], source, base),
    )


def _loop_names(shape: Shape, source: Source, base: int) -> tuple[str, str]:
    names = [source.piece(base + at) for at in shape[3]]
    return ("", names[0]) if len(names) == 1 else (names[0], names[1])


def _tuple(shape: Shape, source: Source, base: int) -> syntax.Tuple:
    items = tuple(node(each, source, base) for each in shape[3])
    return syntax.Tuple(*_place(shape, source, base), items)


def _object(shape: Shape, source: Source, base: int) -> syntax.Object:
    entries = tuple(
        syntax.Entry(
            *_place(each, source, base), node(each[3], source, base), node(each[4], source, base)
        )
        for each in shape[3]
    )
    return syntax.Object(*_place(shape, source, base), entries)


def _for(shape: Shape, source: Source, base: int) -> syntax.For:
    _, _, _, _, collection, key, result, condition, grouped = shape
    return syntax.For(
        *_place(shape, source, base),
        *_loop_names(shape, source, base),
        node(collection, source, base),
        node(key, source, base) if key else None,
        node(result, source, base),
        node(condition, source, base) if condition else None,
        grouped,
    )


def _call(shape: Shape, source: Source, base: int) -> syntax.Call:
    name = "".join(source.piece(base + shape[1]).split())
    arguments = tuple(node(each, source, base) for each in shape[3])
    return syntax.Call(*_place(shape, source, base), name, arguments, shape[4])


def _variable(shape: Shape, source: Source, base: int) -> syntax.Variable:
    start, end = _place(shape, source, base)
    return syntax.Variable(start, end, source.text[start:end])


def _attr(shape: Shape, source: Source, base: int) -> syntax.Attr:
    on = node(shape[3], source, base)
    return syntax.Attr(*_place(shape, source, base), on, source.piece(base + shape[4]))


def _index(shape: Shape, source: Source, base: int) -> syntax.Index:
    on, key = node(shape[3], source, base), node(shape[4], source, base)
    return syntax.Index(*_place(shape, source, base), on, key)


def _splat(shape: Shape, source: Source, base: int) -> syntax.Splat:
    on, each = node(shape[3], source, base), node(shape[4], source, base)
    return syntax.Splat(*_place(shape, source, base), on, each, shape[5])


def _unary(shape: Shape, source: Source, base: int) -> syntax.Unary:
    start, end = _place(shape, source, base)
    operand = node(shape[4], source, base)
    return syntax.Unary(start, end, shape[3], operand)


def _binary(shape: Shape, source: Source, base: int) -> Any:
    # The left side of a chain of operators is as deep as the chain is long.
    chain = []
    while shape[0] == "Binary":
        chain.append(shape)
        shape = shape[4]
    made = node(shape, source, base)
    for each in reversed(chain):
        right = node(each[5], source, base)
        made = syntax.Binary(*_place(each, source, base), each[3], made, right)
    return made


def _conditional(shape: Shape, source: Source, base: int) -> syntax.Conditional:
    parts = (node(each, source, base) for each in shape[3:])
    return syntax.Conditional(*_place(shape, source, base), *parts)


def _parentheses(shape: Shape, source: Source, base: int) -> syntax.Parentheses:
    return syntax.Parentheses(*_place(shape, source, base), node(shape[3], source, base))


def _item(shape: Shape, source: Source, base: int) -> syntax.Item:
    return syntax.Item(*_place(shape, source, base))


_MAKERS: dict[str, Callable[[Shape, Source, int], Any]] = {
    "Number": _number,
    "Word": _word,
    "Name": _name,
    "Text": _text,
    "Template": _template,
    "Interpolation": _interpolation,
    "IfDirective": _if,
    "ForDirective": _for_directive,
    "Tuple": _tuple,
    "Object": _object,
    "For": _for,
    "Call": _call,
    "Variable": _variable,
    "Attr": _attr,
    "Index": _index,
    "Splat": _splat,
    "Item": _item,
    "Unary": _unary,
    "Binary": _binary,
    "Conditional": _conditional,
    "Parentheses": _parentheses,
}
