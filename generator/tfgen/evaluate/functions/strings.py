"""Functions of strings: https://developer.hashicorp.com/terraform/language/functions#string."""

from __future__ import annotations

from collections.abc import Callable

from tfgen.evaluate.dispatch import LARGEST, LONGEST
from tfgen.evaluate.functions.arguments import integer, items, strings, text
from tfgen.evaluate.functions.graphemes import graphemes
from tfgen.evaluate.functions.model import (
    ArgumentError,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import STRING
from tfgen.evaluate.values import (
    UNKNOWN,
    UNKNOWN_BOOL,
    UNKNOWN_STRING,
    Value,
    boolean,
    is_wholly_known,
    string,
    unknown,
)

# What Go's unicode.IsSpace takes for space.
_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_LETTERS_OR_DIGITS = ("L", "N")


def _of_text(name: str, change: Callable[[str], str]) -> None:
    """A function of one string."""

    @implements(name)
    def run(call: Invocation) -> Value:
        return string(change(text(call.given[0])))


def _upper(given: str) -> str:
    # Go changes letter by letter: `ß` stays.
    return given.upper() if given.isascii() else "".join(map(_upper_letter, given))


def _upper_letter(char: str) -> str:
    return char.upper() if len(char.upper()) == 1 else char


def _lower(given: str) -> str:
    if given.isascii():
        return given.lower()
    return "".join([c.lower() if len(c.lower()) == 1 else "i" for c in given])


def _title(given: str) -> str:
    """A capital after everything that is no letter, digit or underscore."""
    from unicodedata import category

    out, start = [], True
    for char in given:
        out.append(_upper_letter(char) if start else char)
        if char.isascii():
            start = not (char.isalnum() or char == "_")
        else:
            start = category(char)[0] not in _LETTERS_OR_DIGITS and char in _SPACE
    return "".join(out)


def _chomp(given: str) -> str:
    return given.rstrip("\r\n")


def _reversed(given: str) -> str:
    found = graphemes(given)
    if found is None:
        raise NotExactError
    return "".join(reversed(found))


_of_text("upper", _upper)
_of_text("lower", _lower)
_of_text("title", _title)
_of_text("chomp", _chomp)
_of_text("strrev", _reversed)
_of_text("trimspace", lambda given: given.strip(_SPACE))


def _of_texts(name: str, change: Callable[[str, str], str]) -> None:
    """A function of two strings."""

    @implements(name)
    def run(call: Invocation) -> Value:
        return string(change(text(call.given[0]), text(call.given[1])))


_of_texts("trimprefix", lambda given, prefix: given.removeprefix(prefix))
_of_texts("trimsuffix", lambda given, suffix: given.removesuffix(suffix))
_of_texts("trim", lambda given, characters: given.strip(characters) if characters else given)


def _tells(name: str, ask: Callable[[str, str], bool], *, not_null: bool = True) -> None:
    """A question about two strings."""

    @implements(name, not_null=not_null)
    def run(call: Invocation) -> Value:
        return boolean(ask(text(call.given[0]), text(call.given[1])))


_tells("endswith", lambda given, suffix: given.endswith(suffix))
_tells("strcontains", lambda given, part: part in given, not_null=False)


@implements("startswith", "u", "")
def starts_with(call: Invocation) -> Value:
    """Every string starts with the empty one, an unknown string too."""
    prefix = text(call.given[1])
    if not call.given[0].is_known:
        return boolean(True) if prefix == "" else UNKNOWN_BOOL
    return boolean(text(call.given[0]).startswith(prefix))


@implements("indent")
def indent(call: Invocation) -> Value:
    """Spaces after each newline."""
    spaces, lines = integer(call.given[0]), text(call.given[1])
    if spaces < 0:
        raise FunctionError("strings: negative Repeat count")
    if spaces * lines.count("\n") + len(lines) > LONGEST:
        raise NotExactError
    return string(lines.replace("\n", "\n" + " " * spaces))


@implements("split")
def split(call: Invocation) -> Value:
    """The parts of a string; with an empty separator its characters."""
    separator, whole = text(call.given[0]), text(call.given[1])
    found = whole.split(separator) if separator else list(whole)
    if len(found) > LARGEST:
        raise NotExactError
    return strings(found)


@implements("join")
def join(call: Invocation) -> Value:
    """The elements of all lists in one string."""
    if len(call.given) == 1:
        raise FunctionError("at least one list is required")
    if not all(map(is_wholly_known, call.given[1:])):
        return UNKNOWN_STRING
    found: list[str] = []
    for index, part in enumerate(call.given[1:], 1):
        for place, item in enumerate(items(part)):
            if item.data is None:
                raise ArgumentError(index, f"element {place} is null and cannot be joined")
            found.append(text(item))
    separator = text(call.given[0])
    if sum(map(len, found)) + len(separator) * len(found) > LONGEST:
        raise NotExactError
    return string(separator.join(found))


@implements("sort", "u")
def sort(call: Invocation) -> Value:
    """The strings in the order of their bytes."""
    if not is_wholly_known(call.given[0]):
        return Value(call.type, UNKNOWN, not_null=True)
    found = items(call.given[0])
    if any(item.data is None for item in found):
        raise FunctionError("a null string cannot be sorted")
    return strings(sorted([text(item) for item in found]))


@implements("substr")
def substr(call: Invocation) -> Value:
    """A part of a string, counted in characters as people see them."""
    offset, length = integer(call.given[1]), integer(call.given[2])
    characters = graphemes(text(call.given[0]))
    if characters is None:
        return unknown(STRING)
    if offset < 0:
        offset += len(characters)
        if length == 0:
            raise NotExactError
    elif length == 0:
        return string("")
    rest = characters[max(offset, 0) :]
    return string("".join(rest if length < 0 else rest[:length]))


@implements("replace")
def replace(call: Invocation) -> Value:
    """Every occurrence of a text, or of a pattern between slashes, by another text."""
    whole, part, other = (text(each) for each in call.given)
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        from tfgen.evaluate.functions.regexes import replaced

        return string(replaced(part[1:-1], whole, other))
    count = whole.count(part) if part else len(whole) + 1
    if count * len(other) + len(whole) > LONGEST:
        raise NotExactError
    return string(whole.replace(part, other))
