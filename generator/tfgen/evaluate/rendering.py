"""`templatefile` and `templatestring`: texts that are templates themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tfgen.evaluate.dispatch import value_of
from tfgen.evaluate.free_names import free_variables
from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.files import read_text
from tfgen.evaluate.functions.model import ArgumentError, FunctionError, NotExactError
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.types import DYNAMIC, MapType, ObjectType
from tfgen.evaluate.values import DYNAMIC_VALUE, Value, unmarked_deeply
from tfgen.hcl.syntax import Attr, Call, Expression, Index, Part, Template, Text, Variable, steps

_MARK = "END_OF_THE_TEMPLATE"
_NAME = re.compile(r"[^\W\d][\w-]*")
_LARGEST = 200_000


def rendered(node: Call, values: tuple[Value, ...], scope: Scope) -> Value:
    """What a template gives with its variables put in.

    Raises `FunctionError` and `ArgumentError` as functions do.
    """
    if scope.in_template:
        raise FunctionError("a template cannot call functions that render templates")
    source, variables = values
    for index, each in enumerate(values):
        if each.data is None:
            raise ArgumentError(index, "the argument must not be null")
        if each.type is DYNAMIC:
            return DYNAMIC_VALUE.marked(*values)
    of_file = node.name.endswith("templatefile")
    if not of_file:
        _direct(node.arguments[0])
    if not source.is_known or not variables.is_known:
        return DYNAMIC_VALUE.marked(*values)
    try:
        found = read_text(text(source), scope) if of_file else text(source)
        bare, sensitive, ephemeral = unmarked_deeply(variables)
        names = _names(bare)
        result = _value(found, names, scope)
    except NotExactError:
        return DYNAMIC_VALUE.marked(*values)
    return result.marked(source, Value(DYNAMIC, None, sensitive, ephemeral))


def _direct(template: Expression) -> None:
    """`templatestring` takes only a reference to a string from elsewhere."""
    root = steps(template)[0] if isinstance(template, Attr | Index) else template
    if isinstance(root, Call) or not isinstance(template, Attr | Index | Variable):
        raise ArgumentError(0, "it must be a direct reference to a string from elsewhere")


def _names(variables: Value) -> dict[str, Value]:
    if not isinstance(variables.type, MapType | ObjectType) or not isinstance(variables.data, dict):
        raise ArgumentError(1, "the variables must be a map")
    wrong = next((name for name in variables.data if not _NAME.fullmatch(name)), None)
    if wrong is not None:
        raise ArgumentError(1, f'"{wrong}" cannot be the name of a variable in a template')
    return variables.data


def _value(source: str, names: dict[str, Value], scope: Scope) -> Value:
    template, written, wrong = _parsed(source)
    if template is None:
        raise FunctionError(wrong) if wrong else NotExactError
    for variable in free_variables(template):
        if variable.name not in names:
            raise ArgumentError(1, f"the template uses `{variable.name}`, which is not given")
    inner = Scope(scope.folder, written, names=names, budget=scope.budget, in_template=True)
    result = value_of(template, inner)
    if inner.problems:
        raise FunctionError(f"in the template, {inner.problems[0].message}")
    if result.data is None:
        raise FunctionError("the template gives null")
    return result


@lru_cache(maxsize=64)
def _parsed(source: str) -> tuple[Template | None, str, str]:
    """The template, the text that its offsets count in, and what is wrong with its syntax.

    Without template and fault it cannot be read exactly. A template's text reads as a heredoc does,
    but for the newline that a heredoc ends in.
    """
    from tfgen.hcl.file import read_text as read

    if _MARK in source or "\r" in source or len(source) > _LARGEST:
        return None, "", ""
    written = f"template = <<{_MARK}\n{source}\n{_MARK}\n"
    file = read(written, Path("template"))
    if file.problems:
        fault = file.problems[0]
        return None, "", f"line {fault.position.line - 1} of the template: {fault.message}"
    attribute = file.body.attribute("template") if file.body else None
    match attribute and attribute.value:
        case Text() as only:
            return Template(only.start, only.end, _without_newline((only,))), written, ""
        case Template(parts=found) as whole:
            return Template(whole.start, whole.end, _without_newline(found)), written, ""
    return None, "", ""


def _without_newline(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    last = parts[-1]
    if not isinstance(last, Text) or not last.value.endswith("\n"):
        return parts
    if last.value == "\n" and len(parts) > 1:
        return parts[:-1]
    return (*parts[:-1], Text(last.start, last.end, last.value[:-1]))
