"""Functions that encode and hash.

https://developer.hashicorp.com/terraform/language/functions#encoding. `yamlencode` and `yamldecode`
are not computed.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

from tfgen.evaluate import numbers
from tfgen.evaluate.dispatch import LONGEST
from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.model import (
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import DYNAMIC, NUMBER, STRING, ListType, ObjectType, Type
from tfgen.evaluate.values import (
    NULL,
    UNKNOWN_NUMBER,
    UNKNOWN_STRING,
    Value,
    boolean,
    is_wholly_known,
    object_of,
    string,
    tuple_of,
)

# Go writes these so that JSON can stand in HTML.
_HTML = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


_LONGEST_JSON = 300_000


class _Writer:
    """JSON as `jsonencode` writes it, up to a length."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._left = LONGEST

    def add(self, piece: str) -> None:
        self._left -= len(piece)
        if self._left < 0:
            raise NotExactError
        self.out.append(piece)

    def write(self, value: Value) -> None:
        data = value.data
        if data is None:
            self.add("null")
        elif isinstance(data, bool):
            self.add("true" if data else "false")
        elif isinstance(data, str):
            self.add(quoted(data))
        elif isinstance(data, int | Decimal):
            self.add(numbers.text_of(data))
        elif isinstance(data, tuple):
            self._sequence(data)
        elif isinstance(data, dict):
            self._entries(data)
        else:
            raise NotExactError

    def _sequence(self, data: tuple[Value, ...]) -> None:
        self.add("[")
        for index, item in enumerate(data):
            if index:
                self.add(",")
            self.write(item)
        self.add("]")

    def _entries(self, data: dict[str, Value]) -> None:
        self.add("{")
        for index, name in enumerate(sorted(data)):
            self.add(f"{',' if index else ''}{quoted(name)}:")
            self.write(data[name])
        self.add("}")


def quoted(given: str) -> str:
    """A string in JSON, as Go writes it."""
    return json.dumps(given, ensure_ascii=False).translate(_HTML)


def to_json(value: Value) -> str:
    """A known value in JSON; raises `NotExactError` where it is very long."""
    writer = _Writer()
    writer.write(value)
    return "".join(writer.out)


@implements("jsonencode", "ud")
def jsonencode(call: Invocation) -> Value:
    """JSON, with `<`, `>` and `&` escaped."""
    if not is_wholly_known(call.given[0]):
        return UNKNOWN_STRING
    return string(to_json(call.given[0]))


@lru_cache(maxsize=4)
def _decoded(given: str) -> Value:
    if len(given) > _LONGEST_JSON:
        raise NotExactError
    try:
        found = json.loads(
            given,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except FunctionError:
        raise
    except ValueError as error:
        raise FunctionError(f"this is no JSON: {error}") from None
    return _value(found)


def _number(digits: str) -> Value:
    try:
        return Value(NUMBER, numbers.parse(digits))
    except numbers.NotExactError:
        return UNKNOWN_NUMBER


def _no_constant(word: str) -> NoReturn:
    raise FunctionError(f"this is no JSON: {word} is no value")


def _object(pairs: list[tuple[str, object]]) -> Value:
    found = {name: _value(each) for name, each in pairs}
    if len(found) < len(pairs):
        raise NotExactError
    return object_of({_text(name).data: each for name, each in found.items()})  # type: ignore[misc]


def _text(given: str) -> Value:
    if any("\ud800" <= char <= "\udfff" for char in given):
        raise NotExactError
    return string(given)


def _value(found: object) -> Value:
    match found:
        case Value():
            return found
        case None:
            return NULL
        case bool():
            return boolean(found)
        case str():
            return _text(found)
        case list():
            return tuple_of(tuple([_value(each) for each in found]))
        case _:
            raise NotExactError


def _jsondecode_type(given: Arguments) -> Type:
    return _decoded(text(given[0])).type if given[0].is_known else DYNAMIC


@implements("jsondecode", result=_jsondecode_type, not_null=False)
def jsondecode(call: Invocation) -> Value:
    """The value that JSON describes."""
    return _decoded(text(call.given[0]))


def _rows(given: str) -> list[list[str]]:
    if '"' in given or "\r" in given.replace("\r\n", ""):
        raise NotExactError
    lines = [line for line in given.replace("\r\n", "\n").split("\n") if line]
    return [line.split(",") for line in lines]


def _csv_type(given: Arguments) -> Type:
    if not given[0].is_known:
        return DYNAMIC
    rows = _rows(text(given[0]))
    if not rows:
        raise FunctionError("the line of headers is missing")
    for name in rows[0]:
        if rows[0].count(name) > 1:
            raise FunctionError(f'the column "{name}" is there twice')
    return ListType(ObjectType(dict.fromkeys(sorted(rows[0]), STRING)))


@implements("csvdecode", result=_csv_type)
def csvdecode(call: Invocation) -> Value:
    """The lines below a line of headers as objects, where nothing is quoted."""
    headers, *rows = _rows(text(call.given[0]))
    if any(len(row) != len(headers) for row in rows):
        raise FunctionError("a line has another number of fields than the line of headers")
    found = [object_of(dict(zip(headers, map(string, row), strict=True))) for row in rows]
    return Value(call.type, tuple(found))


@implements("base64encode")
def base64encode(call: Invocation) -> Value:
    """The UTF-8 of a string in base 64."""
    return string(in_base64(text(call.given[0]).encode()))


def in_base64(data: bytes) -> str:
    """Bytes in base 64."""
    from base64 import b64encode

    return b64encode(data).decode()


@implements("base64decode")
def base64decode(call: Invocation) -> Value:
    """The string whose UTF-8 is given in base 64."""
    from base64 import b64decode

    try:
        bare = text(call.given[0]).replace("\r", "").replace("\n", "")
        return string(b64decode(bare, validate=True).decode())
    except UnicodeDecodeError:
        raise FunctionError("the bytes are no UTF-8") from None
    except ValueError:
        raise FunctionError("this is no base 64") from None


_ENCODINGS = {"UTF-8": "utf-8", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be"}


def _encoding(given: Value) -> str:
    found = _ENCODINGS.get(text(given))
    if found is None:
        raise NotExactError
    return found


@implements("textencodebase64")
def textencodebase64(call: Invocation) -> Value:
    """A string in one of the encodings of Unicode, and that in base 64."""
    return string(in_base64(text(call.given[0]).encode(_encoding(call.given[1]))))


@implements("textdecodebase64")
def textdecodebase64(call: Invocation) -> Value:
    """The string that is given in an encoding of Unicode, and that in base 64."""
    from base64 import b64decode

    try:
        return string(
            b64decode(text(call.given[0]), validate=True).decode(_encoding(call.given[1]))
        )
    except ValueError:
        raise NotExactError from None


@implements("urlencode")
def urlencode(call: Invocation) -> Value:
    """The string as a part of a query."""
    from urllib.parse import quote_plus

    return string(quote_plus(text(call.given[0])))
