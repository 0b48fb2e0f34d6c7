"""`format` and `formatlist`.

https://developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tfgen.evaluate import numbers
from tfgen.evaluate.conversion import ConversionError, convert
from tfgen.evaluate.dispatch import LONGEST
from tfgen.evaluate.functions.arguments import amount, items, text
from tfgen.evaluate.functions.encoding import quoted, to_json
from tfgen.evaluate.functions.graphemes import graphemes
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import (
    BOOL,
    NUMBER,
    STRING,
    ListType,
    SetType,
    TupleType,
    Type,
)
from tfgen.evaluate.values import (
    UNKNOWN,
    UNKNOWN_STRING,
    Value,
    has_length,
    is_wholly_known,
    string,
)

_VERB = re.compile(
    r"%(?P<flags>[0#\- +]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?"
    r"(?:\[(?P<argument>[1-9][0-9]*)\])?(?P<mode>[a-zA-Z])"
)
_INTEGERS = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_WIDEST = 10_000
_DEFAULT_PRECISION = 6
# The exponents between which Go writes a number without one.
_SMALLEST, _LARGEST = -4, 6


@dataclass(frozen=True, slots=True)
class _Verb:
    raw: str
    flags: str
    width: int
    precision: int | None
    mode: str


def _padded(verb: _Verb, given: str) -> str:
    if not verb.width:
        return given
    characters = graphemes(given)
    if characters is None or verb.width > _WIDEST:
        raise NotExactError
    pad = ("0" if "0" in verb.flags else " ") * (verb.width - len(characters))
    return given + pad if "-" in verb.flags else pad + given


def _shortest(data: int | Decimal) -> str:
    """A number as Go's big.Float shows it: with an exponent from a million on, below 0.0001."""
    number = Decimal(data)
    if number == 0:
        return "0"
    digits = number.as_tuple().digits
    bare = "".join(map(str, digits)).rstrip("0")
    exponent = number.adjusted()
    if _SMALLEST <= exponent < _LARGEST:
        return numbers.text_of(data)
    mantissa = bare[0] + (f".{bare[1:]}" if bare[1:] else "")
    sign = "-" if number < 0 else ""
    return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _as_is(verb: _Verb, value: Value) -> str:
    data = value.data
    if "#" not in verb.flags:
        if isinstance(data, str):
            return _padded(verb, data)
        if isinstance(data, int | Decimal) and not isinstance(data, bool):
            return _padded(verb, _shortest(data))
    return _padded(verb, to_json(value))


def _converted(verb: _Verb, value: Value, wanted: Type) -> Value:
    try:
        found = convert(value, wanted)
    except ConversionError as error:
        raise FunctionError(f"{verb.raw} cannot show this value: {error.message}") from None
    if not found.is_known:
        raise NotExactError
    return found


def _of_number(verb: _Verb, value: Value) -> str:
    data = amount(_converted(verb, value, NUMBER))
    if verb.width > _WIDEST or (verb.precision or 0) > _WIDEST:
        raise NotExactError
    if verb.mode in _INTEGERS:
        if isinstance(data, Decimal):
            raise FunctionError(f"{verb.raw} needs a whole number")
        if verb.precision is not None or "#" in verb.flags:
            raise NotExactError
        return _aligned(verb, format(abs(data), _INTEGERS[verb.mode]), data < 0)
    if verb.mode != "f" or "#" in verb.flags:
        raise NotExactError
    places = _DEFAULT_PRECISION if verb.precision is None else verb.precision
    number = Decimal(data)
    step = Decimal(1).scaleb(-places)
    rounded = number.quantize(step, rounding=ROUND_HALF_EVEN)
    if abs(number - rounded) * 2 == step:
        # Which way half a step goes depends on bits that are not kept.
        raise NotExactError
    return _aligned(verb, format(abs(rounded), "f"), number < 0)


def _aligned(verb: _Verb, digits: str, negative: bool) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    if "-" in verb.flags:
        return f"{sign}{digits}".ljust(verb.width)
    if "0" in verb.flags:
        return sign + digits.rjust(verb.width - len(sign), "0")
    return f"{sign}{digits}".rjust(verb.width)


def _of_string(verb: _Verb, value: Value) -> str:
    data = text(_converted(verb, value, STRING))
    if verb.precision:
        characters = graphemes(data)
        if characters is None:
            raise NotExactError
        data = "".join(characters[: verb.precision])
    return _padded(verb, quoted(data) if verb.mode == "q" else data)


def _shown(verb: _Verb, value: Value) -> str:
    if verb.mode == "v":
        return _as_is(verb, value)
    if value.data is None:
        raise FunctionError(f"{verb.raw} cannot show null")
    if verb.mode == "t":
        return "true" if _converted(verb, value, BOOL).data else "false"
    if verb.mode in "bdoxXeEfgG":
        return _of_number(verb, value)
    if verb.mode in "sq":
        return _of_string(verb, value)
    raise FunctionError(f'there is no verb "{verb.raw}"')


def formatted(pattern: str, given: Arguments) -> str:
    """The pattern with its verbs replaced; raises `FunctionError` where it does not fit."""
    out: list[str] = []
    at, following, highest = 0, 1, 0
    while (sign := pattern.find("%", at)) >= 0:
        out.append(pattern[at:sign])
        if pattern.startswith("%%", sign):
            out.append("%")
            at = sign + 2
            continue
        found = _VERB.match(pattern, sign)
        if found is None:
            raise FunctionError(f"the format is wrong from its character {sign} on")
        number = int(found["argument"] or following)
        if number > len(given):
            raise FunctionError(f'there is no argument {number} for "{found[0]}"')
        precision = found["precision"]
        verb = _Verb(
            found[0],
            found["flags"],
            int(found["width"] or 0),
            None if precision is None else int(precision or 0),
            found["mode"],
        )
        out.append(_shown(verb, given[number - 1]))
        highest, following, at = max(highest, number), number + 1, found.end()
    out.append(pattern[at:])
    if highest < len(given):
        used = f"only {highest} used" if highest else "there is no verb"
        raise ArgumentError(highest + 1, f"too many arguments: {used}")
    if sum(map(len, out)) > LONGEST:
        raise NotExactError
    return "".join(out)


@implements("format", "", "u", result=STRING)
def format_(call: Invocation) -> Value:
    """A string made of a pattern and values."""
    if not all(map(is_wholly_known, call.given[1:])):
        return UNKNOWN_STRING
    return string(formatted(text(call.given[0]), call.given[1:]))


def _sequence(value: Value) -> bool:
    return isinstance(value.type, ListType | SetType | TupleType) and value.data is not None


def _length(given: Arguments) -> int | None:
    """How many strings there will be: the one length of all sequences; None where unknown."""
    length: int | None = None
    known, first = True, 0
    for index, each in enumerate(given):
        if not _sequence(each):
            continue
        if isinstance(each.type, TupleType):
            own = len(each.type.items)
            known = known and each.is_known
        elif not has_length(each):
            known = False
            continue
        else:
            own = len(items(each))
        if length is not None and own != length:
            message = f"it has {own} elements, and argument {first + 1} has {length}"
            raise ArgumentError(index + 1, message)
        if length is None:
            length, first = own, index
    return (1 if length is None else length) if known else None


@implements("formatlist", "", "u", result=ListType(STRING))
def formatlist(call: Invocation) -> Value:
    """A string for each element of the lists given, all of one length."""
    pattern, rest = text(call.given[0]), call.given[1:]
    length = _length(rest)
    if length is None:
        return Value(call.type, UNKNOWN, not_null=True)
    out: list[Value] = []
    for index in range(length):
        row = [items(each)[index] if _sequence(each) else each for each in rest]
        if all(map(is_wholly_known, row)):
            try:
                out.append(string(formatted(pattern, row)))
            except NotExactError:
                out.append(UNKNOWN_STRING)
            except FunctionError as error:
                raise FunctionError(f"in round {index}: {error}") from None
        else:
            out.append(UNKNOWN_STRING)
    return Value(call.type, tuple(out))
