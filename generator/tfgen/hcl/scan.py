"""The first pass over HCL text: comments, unclosed things, and a text that hcl2 can read.

python-hcl2 8.1 rejects valid HCL in places (unicode identifiers, `<<_EOF`, comments and newlines
inside expressions, `$${` without `}`, `--1`) and accepts some that is invalid (newlines in
strings, bad escapes, a heredoc that swallows the next one). So `scan` gives a *masked* text of
the same length, in which every such place is plain: the characters of strings and heredocs are
`_`, comments and newlines without meaning are spaces. Offsets stay what they are, so that names
and values are taken from the original text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tfgen.hcl import tokens
from tfgen.hcl.model import Comment, SyntaxProblem
from tfgen.hcl.scan_lines import Mark, at_line, keep
from tfgen.hcl.scan_state import CLOSER, Frame, Outline, State
from tfgen.hcl.scan_text import heredoc, heredoc_not_closed, quoted, string_not_closed

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HINTS = {
    "'": "use double quotes around a string",
    "`": "use double quotes around a string",
    "\u201c": "use straight double quotes around a string",
    "\u201d": "use straight double quotes around a string",
    ";": "put each argument on a line of its own",
    "&": "the logical operator is &&",
    "|": "the logical operator is ||",
}
_KEYWORDS = frozenset(
    {"for", "in", "if", "else", "endif", "endfor", "for_each", "null", "true", "false"}
)
LEFT_OUT = {"-": "\t", "!": "\r"}
"""What stands in the outline for a unary sign that hcl2 cannot read: space of another kind."""

# What people write stays below 20; much more would exhaust the stack of what reads the tree.
_DEEPEST = 100
_ONE_LINE = "put the whole expression in parentheses, or keep it on one line"


@dataclass(frozen=True)
class Scan:
    """What `scan` gives. `broken`: brackets or strings are unclosed, so `masked` ends early."""

    masked: str
    outline: Outline
    comments: tuple[Comment, ...]
    problems: tuple[SyntaxProblem, ...]
    broken: bool


def scan(text: str) -> Scan:
    """Reads the tokens of `text` (without a byte order mark)."""
    state = State(text)
    mark: Mark | None = None
    while state.offset < len(text) and not state.broken:
        if state.before == "start" and state.top.block and state.offset == state.line_start:
            if mark is not None:
                keep(state, mark)
            mark = at_line(state)
            if mark is None:
                state.line_start = state.offset
                continue
            state.line_start = -1
        if state.top.kind == '"':
            quoted(state)
        elif state.top.kind == "<<":
            heredoc(state)
        else:
            _code(state)
    if not state.broken and state.top.kind:
        _unclosed(state)
    state.end_item()
    return Scan(
        "".join(state.out),
        state.outline,
        tuple(state.comments),
        tuple(state.problems),
        state.broken,
    )


def _code(state: State) -> None:
    match = tokens.CODE.match(state.text, state.offset)
    if match is None or match.lastgroup is None:
        raise AssertionError("the expression matches every character")
    _HANDLERS[match.lastgroup](state, match)


def _space(state: State, match: re.Match[str]) -> None:
    state.blank(match.end())


def _newline(state: State, match: re.Match[str]) -> None:
    if not state.top.newlines:
        state.blank(match.end())
        return
    if state.before in ("operator", "unary"):
        offset, sign = state.last_operator
        if sign == "=":
            state.problem(offset, "the value after `=` is missing", "write it on this line")
        else:
            message = f"the line ends after `{sign}`, in the middle of an expression"
            state.problem(offset, message, _ONE_LINE)
    state.before = "start"
    state.emit(match.end(), " " * (len(match[0]) - 1) + "\n", "\n")
    if state.top.block:
        state.end_item()
        state.line_start = state.offset


def _comment(state: State, match: re.Match[str]) -> None:
    line_start = state.text.rfind("\n", 0, state.offset) + 1
    alone = not state.text[line_start : state.offset].strip()
    place = state.lines.position(state.offset)
    state.comments.append(Comment(place, match[0].rstrip("\r"), alone))
    state.blank(match.end())


def _number(state: State, match: re.Match[str]) -> None:
    whole = match[0].isdecimal()
    if not whole and state.last_operator == (state.offset - 1, "."):
        remedy = "write each index in brackets: [0][1]"
        state.problem(state.offset, f"`.{match[0]}` is no index", remedy)
    state.before = "operand"
    state.emit(match.end(), match[0], "0" if whole else "0.0")


def _splat(state: State, match: re.Match[str]) -> None:
    state.before = "operand"
    sign = "[*]" if match[0].startswith("[") else ".*"
    state.emit(match.end(), sign.ljust(len(match[0])), sign)


def _name(state: State, match: re.Match[str]) -> None:
    name = match[0]
    if not name.isascii():
        name = name[: _identifier_length(name)]
        if not name:
            _bad(state, match)
            return
    state.before = "operand"
    masked = _NOT_ASCII.sub("x", name)
    if "::" in masked:
        masked = tokens.SPACED.sub(lambda colons: "_" * len(colons[0]), masked)
    state.emit(state.offset + len(name), masked, name if name in _KEYWORDS else "x")


def _identifier_length(name: str) -> int:
    """How many characters of `name` are one identifier, by Unicode's rules as in Python."""
    part = "a" if name[:1].isidentifier() else ""
    for length, character in enumerate(name):
        if not (part + character).isidentifier() and (character not in "-: \t" or not length):
            return length
    return len(name)


def _quote(state: State, match: re.Match[str]) -> None:
    state.push(Frame('"', state.offset))
    state.emit(match.end(), '"', '"')


def _heredoc(state: State, match: re.Match[str]) -> None:
    state.push(Frame("<<", state.offset, marker=match["marker"], fresh_line=True))
    state.emit(match.end(), '"' + "_" * (len(match[0]) - 1), '"')


def _open(state: State, match: re.Match[str]) -> None:
    if len(state.stack) > _DEEPEST:
        state.broken = True
        message = f"brackets are nested more than {_DEEPEST} deep here"
        state.problem(state.offset, message, "move a part of the expression into a local value")
        return
    brace = match[0] == "{"
    # After a type or a label a brace opens a block, in any other place an object.
    block = brace and state.before == "operand"
    newlines = block or (brace and not tokens.FOR.match(state.text, match.end()))
    state.push(Frame(match[0], state.offset, newlines, block))
    state.emit(match.end(), match[0], match[0])


def _close(state: State, match: re.Match[str]) -> None:
    frame, bracket = state.top, match[0]
    if CLOSER.get(frame.kind) == bracket:
        # In text that is indented by its nesting, a brace that is closed further left than the
        # line that opened it took the brace of something outer.
        if frame.kind == "{" and state.indent(state.offset) < state.indent(frame.start):
            state.suspect = state.suspect or frame
        state.pop()
        state.emit(match.end(), bracket, bracket)
    elif frame.kind:
        state.not_closed(frame, f"before the `{bracket}` on line {state.line(state.offset)}")
    else:
        state.broken = True
        message = f"this `{bracket}` closes nothing"
        state.problem(state.offset, message, "remove it, or add the bracket that opens it")


def _separator(state: State, match: re.Match[str]) -> None:
    if state.before == "start":
        message = f"a line cannot start with `{match[0]}`"
        state.problem(state.offset, message, "put it at the end of the line before")
    state.before = "separator"
    state.emit(match.end(), match[0], match[0])


def _operator(state: State, match: re.Match[str]) -> None:
    sign = match[0]
    unary = sign in ("-", "!") and state.before != "operand"
    if state.before == "start" and (state.top.block or not unary):
        state.problem(state.offset, f"a line cannot start with `{sign}`", _ONE_LINE)
    state.last_operator = (state.offset, sign)
    if unary and state.before == "unary":
        # Two unary operators in a row are valid, but not for hcl2: the second is left out.
        state.emit(match.end(), " ", LEFT_OUT[sign])
    else:
        state.emit(match.end(), sign, sign)
    state.before = "unary" if unary else "operator"


def _strip(state: State, match: re.Match[str]) -> None:
    if state.top.kind in ("${", "%{"):
        state.blank(match.end())
    else:
        _bad(state, match)


def _bad(state: State, match: re.Match[str]) -> None:
    character = match[0][0]
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    hint = _HINTS.get(character, "remove it, or put it into a quoted string")
    state.problem(state.offset, f"the character {shown} has no meaning here", hint)
    state.blank(state.offset + 1)


def _open_comment(state: State, match: re.Match[str]) -> None:
    state.broken = True
    state.problem(
        state.offset,
        "the comment that starts here never ends",
        f"end the comment that {match[0]} starts with */",
    )


def _unclosed(state: State) -> None:
    if state.top.kind == '"':
        string_not_closed(state)
    elif state.top.kind == "<<":
        heredoc_not_closed(state, state.top)
    else:
        state.not_closed(state.suspect or state.top, "before the end of the file")


_HANDLERS = {
    "space": _space,
    "newline": _newline,
    "comment": _comment,
    "open_comment": _open_comment,
    "heredoc": _heredoc,
    "quote": _quote,
    "open": _open,
    "close": _close,
    "name": _name,
    "number": _number,
    "splat": _splat,
    "full_splat": _splat,
    "strip": _strip,
    "separator": _separator,
    "operator": _operator,
    "bad": _bad,
}
