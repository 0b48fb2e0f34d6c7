"""`container_definitions` of a task definition, which the provider decodes when it validates.

It takes names in any case, passes over those it does not know, and takes no value of another type:
a number is no text, text no number (found with `terraform validate`, provider 5.100.0).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tfgen.analysis.provider.codes import REFUSED
from tfgen.analysis.provider.container_shape import CONTAINER, AnyKey, Shape
from tfgen.analysis.provider.decoded import Decoded
from tfgen.analysis.provider.places import place
from tfgen.analysis.provider.written import Written
from tfgen.evaluate.values import NULL
from tfgen.provider_schema.model import BlockSchema

_ARGUMENT = "container_definitions"
_INT32 = range(-(2**31), 2**31)


class _RefusedError(ValueError):
    """Why the provider cannot decode the text."""


def check_container_definitions(decoded: Decoded, _schema: BlockSchema, root: Written) -> None:
    """Reports a text that is no list of container definitions."""
    given = decoded.values.get(_ARGUMENT, NULL).data
    if not isinstance(given, str):
        return
    try:
        _definitions(_parsed(given))
    except _RefusedError as refusal:
        message = f"the provider refuses this value of `{_ARGUMENT}`"
        root.report(REFUSED, place(root, (_ARGUMENT,)), message, str(refusal))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        return None
    except ValueError as error:
        raise _RefusedError(f"it must be valid JSON: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _definitions(value: Any) -> None:
    _fits(value, [CONTAINER], "it")
    for number, each in enumerate(value or ()):
        if each is None or all(_says_nothing(name, one) for name, one in each.items()):
            raise _RefusedError(f"the container definition {number} says nothing")


def _says_nothing(name: str, value: Any) -> bool:
    key = name.lower()
    return value is None or key not in CONTAINER or (key == "cpu" and value == 0)


def _fits(value: Any, shape: Shape, what: str) -> None:
    if value is None:
        return
    if isinstance(shape, str):
        if not _is_simple(value, shape):
            raise _RefusedError(f"{what} must be {_ARTICLES[shape]}, and is {_shown(value)}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise _RefusedError(f"{what} must be a list, and is {_shown(value)}")
        for number, each in enumerate(value):
            _fits(each, shape[0], f"{'' if what == 'it' else what}[{number}]")
    elif not isinstance(value, dict):
        raise _RefusedError(f"{what} must be an object, and is {_shown(value)}")
    else:
        for name, each in value.items():
            inner = _inner(shape, name)
            if inner is not None:
                _fits(each, inner, f"{what}.{name}")


def _inner(shape: Mapping[str, Shape] | AnyKey, name: str) -> Shape | None:
    return shape.of if isinstance(shape, AnyKey) else shape.get(name.lower())


_ARTICLES = {"text": "text in quotes", "bool": "true or false", "integer": "a whole number"}


def _is_simple(value: Any, shape: str) -> bool:
    if shape == "text":
        return isinstance(value, str)
    if shape == "bool":
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and value in _INT32


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:40]
