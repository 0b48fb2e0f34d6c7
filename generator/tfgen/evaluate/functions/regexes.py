"""Regular expressions, where Go's RE2 and Python agree; else the result is unknown.

https://developer.hashicorp.com/terraform/language/functions/regex. Only patterns of plain parts are
run: literals, classes, groups, alternatives, anchors and repetitions that are not nested, so that
no text can take Python long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tfgen.evaluate.functions.arguments import text
from tfgen.evaluate.functions.model import (
    ArgumentError,
    Arguments,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.types import (
    DYNAMIC,
    STRING,
    ListType,
    ObjectType,
    TupleType,
    Type,
    element_type,
)
from tfgen.evaluate.values import Value, object_of, string, tuple_of

_TOKEN = re.compile(
    r"""
      (?P<look>\(\?(?:=|!|<=|<!))
    | (?P<named>\(\?P?<(?P<name>[A-Za-z_]\w*)>)
    | (?P<open>\((?:\?:)?(?!\?))
    | (?P<close>\))
    | (?P<class>\[\^?(?:\\[dswDSWnrt./\-\]\[\\^$|?*+(){}]|[^\]\[\\])+\])
    | (?P<repeat>(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??)
    | (?P<back>\\[1-9](?![0-9]))
    | (?P<escape>\\[dswDSWbnrt./\-\]\[\\^$|?*+(){}_@:=~"'%&,;<>/#!])
    | (?P<plain>[^\\()\[\]{}*+?]|\])
    """,
    re.VERBOSE | re.ASCII,
)
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))", re.ASCII)
# What stands where something to repeat is missing.
_NOTHING = frozenset({"", "repeat", "open", "named", "bar"})
# The letters that mean something after a backslash to Go.
_ESCAPED = frozenset("aftnrvxdDsSwWbBAzQEpPC")
_COUNTS = re.compile(r"\{(\d+),(\d+)\}")
_POSIX = {
    "[:alnum:]": "a-zA-Z0-9",
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:space:]": r"\s",
    "[:word:]": r"\w",
    "[:xdigit:]": "0-9a-fA-F",
}
_WORK = 2_000_000
_LONGEST_PATTERN = 1000


@dataclass(frozen=True, slots=True)
class _Pattern:
    compiled: re.Pattern[str]
    groups: tuple[str, ...]
    loops: int


class _Reader:
    """Reads a pattern token by token; refuses what Go refuses for certain."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.groups: list[str] = []
        self.loops = 0
        self._last = ""
        # For each open group: whether something in it is repeated.
        self._open = [False]

    def take(self, token: re.Match[str]) -> None:
        kind = "named" if token["named"] else token.lastgroup or ""
        if kind in ("look", "back"):
            raise FunctionError("the pattern is wrong: no lookaround, and no group again by number")
        if kind in ("named", "open"):
            self._open.append(False)
            if token["named"] or token[0] == "(":
                self.groups.append(token["name"] or "")
        elif kind == "close":
            kind = self._close()
        elif kind == "repeat":
            self._repeat(token[0])
        elif token[0] in ("|", "^", "$"):
            kind = "bar" if token[0] == "|" else "anchor"
        self.out.append(_translated(token, kind))
        self._last = kind

    def _close(self) -> str:
        if len(self._open) == 1:
            raise FunctionError("the pattern is wrong: a `)` has no `(`")
        inner = self._open.pop()
        self._open[-1] = self._open[-1] or inner
        return "loop" if inner else "group"

    def _repeat(self, sign: str) -> None:
        counts = _COUNTS.match(sign)
        if self._last in _NOTHING or (counts and int(counts[1]) > int(counts[2])):
            raise FunctionError(f"the pattern is wrong: `{sign}` repeats nothing")
        once = sign in ("?", "??")
        if self._last == "anchor" or (self._last == "loop" and not once):
            raise NotExactError
        if not once:
            self._open[-1] = True
            self.loops += 1

    def end(self) -> None:
        if len(self._open) > 1:
            raise FunctionError("the pattern is wrong: a `(` has no `)`")


def _read(pattern: str) -> _Pattern:
    """The pattern for Python; raises `FunctionError` where Go refuses it for certain."""
    if len(pattern) > _LONGEST_PATTERN or not pattern.isascii():
        raise NotExactError
    for posix, plain in _POSIX.items():
        pattern = pattern.replace(posix, plain)
    flags = re.ASCII
    if pattern.startswith("(?i)"):
        pattern, flags = pattern.removeprefix("(?i)"), flags | re.IGNORECASE
    reader, at = _Reader(), 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            _refuse(pattern[at:])
            raise NotExactError
        reader.take(token)
        at = token.end()
    reader.end()
    try:
        compiled = re.compile("".join(reader.out), flags)
    except re.error:
        raise NotExactError from None
    return _Pattern(compiled, tuple(reader.groups), reader.loops)


def _refuse(rest: str) -> None:
    """Raises `FunctionError` where Go certainly reads no further."""
    if rest.startswith("[") and "]" not in rest[2:] and "\\" not in rest:
        raise FunctionError("the pattern is wrong: a `[` has no `]`")
    if rest == "\\":
        raise FunctionError("the pattern is wrong: it ends in a backslash")
    letter = rest[1:2]
    if rest.startswith("\\") and letter.isalpha() and letter not in _ESCAPED:
        raise FunctionError(f"the pattern is wrong: `\\{letter}` means nothing")


def _translated(token: re.Match[str], kind: str) -> str:
    if kind == "named":
        return f"(?P<{token['name']}>"
    # Python's `$` also stands before a newline at the end; `.` agrees.
    return r"\Z" if kind == "anchor" and token[0] == "$" else token[0]


def _bounded(pattern: _Pattern, subject: str) -> None:
    if not subject.isascii() or (len(subject) + 1) ** (pattern.loops + 1) > _WORK**2:
        raise NotExactError
    if (len(subject) + 1) ** max(pattern.loops, 1) > _WORK:
        raise NotExactError


def _result_type(pattern: _Pattern) -> Type:
    named = [name for name in pattern.groups if name]
    if not pattern.groups:
        return STRING
    if named and len(named) < len(pattern.groups):
        raise FunctionError("groups with and without names cannot be mixed")
    if named:
        return ObjectType(dict.fromkeys(sorted(named), STRING))
    return TupleType((STRING,) * len(pattern.groups))


def _type_of(given: Arguments) -> Type:
    if not given[0].is_known:
        return DYNAMIC
    try:
        return _result_type(_read(text(given[0])))
    except NotExactError:
        return DYNAMIC
    except FunctionError as error:
        raise ArgumentError(0, str(error)) from None


def _captured(found: re.Match[str], type_: Type) -> Value:
    def one(group: str | None) -> Value:
        return Value(STRING, None) if group is None else string(group)

    if isinstance(type_, TupleType):
        return tuple_of(tuple(map(one, found.groups())))
    if isinstance(type_, ObjectType):
        return object_of({name: one(group) for name, group in found.groupdict().items()})
    return string(found[0])


@implements("regex", result=_type_of)
def regex(call: Invocation) -> Value:
    """The first match, or its groups."""
    pattern, subject = _read(text(call.given[0])), text(call.given[1])
    _bounded(pattern, subject)
    found = pattern.compiled.search(subject)
    if found is None:
        raise FunctionError("the pattern matches no part of the string")
    return _captured(found, call.type)


def _matches(pattern: _Pattern, subject: str) -> list[re.Match[str]]:
    """All matches; where one is empty, Go and Python disagree on the next."""
    _bounded(pattern, subject)
    found = list(pattern.compiled.finditer(subject))
    if any(not each[0] for each in found):
        raise NotExactError
    return found


def _list_type_of(given: Arguments) -> Type:
    return ListType(_type_of(given))


@implements("regexall", result=_list_type_of)
def regexall(call: Invocation) -> Value:
    """All matches."""
    found = _matches(_read(text(call.given[0])), text(call.given[1]))
    return Value(call.type, tuple([_captured(each, element_type(call.type)) for each in found]))


def replaced(pattern: str, subject: str, other: str) -> str:
    """Every match replaced by `other`, in which `$1` and `${name}` are groups."""
    read = _read(pattern)

    def expanded(found: re.Match[str]) -> str:
        return _REFERENCE.sub(lambda reference: _group(found, reference), other)

    out, at = [], 0
    for found in _matches(read, subject):
        out.append(subject[at : found.start()] + expanded(found))
        at = found.end()
    return "".join(out) + subject[at:]


def _group(found: re.Match[str], reference: re.Match[str]) -> str:
    if reference[3]:
        return "$"
    name = reference[1] or reference[2]
    try:
        return found[int(name) if name.isdigit() else name] or ""
    except IndexError:
        return ""
