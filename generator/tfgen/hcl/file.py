"""The bytes or the text of a `.tf` file -> `File`."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from tfgen.hcl.build import build
from tfgen.hcl.explain import explain
from tfgen.hcl.grammar_error import GrammarError
from tfgen.hcl.lines import Lines, Position
from tfgen.hcl.model import Body, File, SyntaxProblem
from tfgen.hcl.scan import Scan, scan

_BOM = "\ufeff"
_AS_UTF8 = "save it as UTF-8, for example: iconv -f latin1 -t utf-8 FILE"
# `surrogateescape` decodes the byte 0xNN, where it is no UTF-8, as U+DCNN.
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_ESCAPED = 0xDC00
_TOO_DEEP = SyntaxProblem(
    Position(1, 1),
    "something in this file is nested too deeply",
    "split the expression, or move a part of it into a local",
)


def read_bytes(data: bytes, path: Path) -> File:
    """What `data`, the content of `path`, holds.

    Bytes that are not UTF-8 are an error, except in comments, where Terraform lets them pass.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        utf16 = SyntaxProblem(Position(1, 1), "the file is UTF-16, HCL is UTF-8", _AS_UTF8)
        return File(path, problems=(utf16,))
    text = data.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    bad = [match.start() for match in _BAD_BYTE.finditer(text)]
    file = read_text(_BAD_BYTE.sub("\ufffd", text), path)
    if not bad:
        return file
    # A byte in a comment is masked as a space, and is no problem of its own.
    masked, lines = scan(file.text).masked, Lines(text)
    wrong = {problem.position for problem in file.problems}
    outside = [at for at in bad if masked[at : at + 1] != " " or lines.position(at) in wrong]
    if not outside:
        return file
    byte = ord(text[outside[0]]) - _ESCAPED
    place = lines.position(outside[0])
    problem = SyntaxProblem(place, f"the byte 0x{byte:02X} is no UTF-8", _AS_UTF8)
    return replace(file, body=None, problems=(problem,))


def read_text(text: str, path: Path) -> File:
    """What `text`, the content of `path`, holds; syntax errors are in its `problems`."""
    text = text.removeprefix(_BOM)
    scanned = scan(text)
    if scanned.broken:
        return File(path, text, None, scanned.problems, scanned.comments)
    body, problems = _read_masked(text, scanned)
    # One error makes others: those of the scan come first, and are enough.
    found = scanned.problems or problems
    return File(path, text, body, found, scanned.comments)


def _read_masked(text: str, scanned: Scan) -> tuple[Body | None, tuple[SyntaxProblem, ...]]:
    try:
        return build(text, scanned.outline)
    except GrammarError as error:
        return None, (_why(text, scanned, error),)
    except RecursionError:
        return None, (_TOO_DEEP,)


def _why(text: str, scanned: Scan, error: GrammarError) -> SyntaxProblem:
    """Where and why the grammar stops, seen over the whole text; `error` is that of its outline."""
    # hcl2 is imported by it, which takes 0.1 s.
    from tfgen.hcl.grammar import read_tree

    lines = Lines(text)
    try:
        read_tree(scanned.masked)
    except GrammarError as found:
        why = explain(scanned.masked, found.offset, found.expected)
        return SyntaxProblem(lines.position(why.offset), why.message, why.remedy)
    except RecursionError:
        return _TOO_DEEP
    # hcl2 takes the first letters of `ifx` for a keyword where only that may stand.
    ends = list(accumulate(map(len, scanned.outline.pieces)))
    piece = min(bisect_right(ends, error.offset), len(ends) - 1)
    place = lines.position(scanned.outline.starts[piece])
    return SyntaxProblem(place, "what stands here does not fit", "complete what comes before it")
