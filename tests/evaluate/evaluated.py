"""Expressions read and evaluated, with the variables of terraform_answers.py unknown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.problems import Problem
from tfgen.evaluate.scope import Scope, Steps
from tfgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from tfgen.evaluate.values import UNKNOWN, Value, string
from tfgen.hcl.file import read_text
from tfgen.hcl.syntax import Attr, Expression, Variable

VARIABLES: dict[str, Type] = {
    "any": DYNAMIC,
    "str": STRING,
    "num": NUMBER,
    "flag": BOOL,
    "strings": ListType(STRING),
    "set": SetType(STRING),
    "map": MapType(STRING),
    "object": ObjectType({"a": STRING, "b": NUMBER, "c": ListType(ObjectType({"d": STRING}))}),
    "tuple": TupleType((STRING, NUMBER)),
    "secret": STRING,
}


def roots(root: Variable, steps: Steps) -> tuple[Value, int] | None:
    """Variables as `terraform validate` has them, and `path`."""
    match root.name, steps:
        case "var", (Attr(name=name), *_):
            return Value(VARIABLES[name], UNKNOWN, sensitive=name == "secret"), 1
        case "path", _:
            return string("."), 1
    return None


def parsed(text: str) -> tuple[Expression, str]:
    """The expression in a text, and the text that its offsets count in."""
    whole = f"x = {text}\n"
    file = read_text(whole, Path("x.tf"))
    assert not file.problems, file.problems
    assert file.body is not None
    return file.body.attributes[0].value, whole


def evaluated(text: str, folder: Path = Path()) -> tuple[Value, list[Problem]]:
    """The value of an expression and what is wrong with it."""
    expression, whole = parsed(text)
    scope = Scope(folder, whole, roots)
    return evaluate(expression, scope), scope.problems


def lines(text: str, problems: list[Problem]) -> list[tuple[int, str]]:
    """The lines of problems, from 0, and their codes, each once."""
    return sorted({(f"x = {text}".count("\n", 0, one.offset), one.code) for one in problems})


def notation(type_: Type) -> object:
    """A type as Terraform's state writes it."""
    match type_:
        case Primitive():
            return type_.value
        case ListType(element=element):
            return ["list", notation(element)]
        case SetType(element=element):
            return ["set", notation(element)]
        case MapType(element=element):
            return ["map", notation(element)]
        case TupleType(items=items):
            return ["tuple", [notation(item) for item in items]]
        case ObjectType(attributes=attributes):
            return ["object", {name: notation(each) for name, each in attributes.items()}]


def plain(value: object) -> object:
    """A value with numbers as JSON has them."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
