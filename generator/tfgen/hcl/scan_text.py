"""Scanning inside quoted strings and heredocs, whose characters are masked as `_`.

A heredoc becomes a quoted string of the same length in the masked text, so that hcl2 reads the
templates in it.
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
"""

from __future__ import annotations

from tfgen.hcl import tokens
from tfgen.hcl.scan_state import Frame, State

_ESCAPES = r"write \\ for a backslash; the escapes are \n \r \t \" \\ \uXXXX \UXXXXXXXX"
_STRING = r'add the `"`, and the `}` of each `${`; a line break in a string is \n, or use a heredoc'
_TEXT = "correct its name, or write %%{ for the text %{"


def quoted(state: State) -> None:
    """Reads one token of a quoted string."""
    match = tokens.QUOTED.match(state.text, state.offset)
    if match is None:
        string_not_closed(state)
        return
    text, end = match[0], match.end()
    if match.lastgroup == "end":
        state.pop()
        state.emit(end, '"', '"')
    elif match.lastgroup == "template":
        _template(state, text, end)
    else:
        if match.lastgroup == "escape" and not tokens.ESCAPE.match(state.text, state.offset):
            state.problem(state.offset, f"`{text}` is no escape that HCL knows", _ESCAPES)
        state.characters(end)


def heredoc(state: State) -> None:
    """Reads one token of a heredoc, or its end marker."""
    frame = state.top
    if frame.fresh_line:
        end = state.text.find("\n", state.offset)
        line = state.text[state.offset : end] if end >= 0 else ""
        if line.strip() == frame.marker:
            _end_heredoc(state, line)
            return
    match = tokens.HEREDOC.match(state.text, state.offset)
    if match is None:
        raise AssertionError("the expression matches every character")
    frame.fresh_line = match[0] == "\n"
    if match.lastgroup == "template":
        _template(state, match[0], match.end())
        return
    if match.lastgroup == "bad":
        message = "a carriage return stands here without a line feed"
        state.problem(state.offset, message, "end the line with a line feed")
    state.characters(match.end())


def string_not_closed(state: State) -> None:
    """Notes the outermost string that is still open on this line."""
    state.broken = True
    line = state.line(state.offset)
    open_here = (f for f in state.stack if f.kind == '"' and state.line(f.start) == line)
    first = next(open_here, state.top)
    state.problem(first.start, 'this string has no closing `"` on its line', _STRING)


def heredoc_not_closed(state: State, frame: Frame) -> None:
    """Notes that the end marker of a heredoc is missing, or is not followed by a newline."""
    state.broken = True
    remedy = f"add a line that holds {frame.marker} and nothing else"
    if state.text.rpartition("\n")[2].strip() == frame.marker:
        remedy = f"end the line of {frame.marker} with a line break"
    state.problem(frame.start, f"the heredoc {frame.marker} is not closed", remedy)


def _template(state: State, text: str, end: int) -> None:
    if len(text) > len("${"):  # `$${` and `%%{` stand for `${` and `%{`
        state.characters(end)
        return
    if text == "%{" and not tokens.DIRECTIVE.match(state.text, end):
        state.problem(state.offset, "this directive is none of if, else, endif, for, endfor", _TEXT)
    state.push(Frame(text, state.offset))
    state.emit(end, text, text)
    if state.text.startswith("~", end):
        state.blank(end + 1)


def _end_heredoc(state: State, line: str) -> None:
    state.pop()
    marker = line.rstrip()
    masked = "_" * (len(marker) - 1) + '"'
    state.emit(state.offset + len(marker), masked, '"')
    state.blank(state.offset + len(line) - len(marker))
