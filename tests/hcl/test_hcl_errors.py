"""What is no HCL gives a place and plain words; what only looks odd gives nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.hcl.file import read_text

PATH = Path("main.tf")

ERRORS = [
    ("a = [1 2]\n", 1, 8, "expected `,` or `]`, found `2`"),
    ("a = b c\n", 1, 7, "expected the end of the line, found `c`"),
    ("a = f(1,,2)\n", 1, 9, "expected a value, found `,`"),
    ("a = x ? y\nb = 1\n", 1, 10, "expected `:`, found the end of the line"),
    ("a = [for x y : z]\n", 1, 12, "expected `,` or `in`, found `y`"),
    ("a = {for k, v in x : k}\n", 1, 23, "expected `=>`, found `}`"),
    ("a = {b 1}\n", 1, 8, "expected `=` or `:`, found `1`"),
    ('a = "${}"\n', 1, 8, "expected a value, found `}`"),
    ("a b\nc = 1\n", 1, 4, "expected `=` and a value or a block with `{`"),
    ('x {\n "a" = 1\n}\n', 2, 2, "expected the name of an argument or block, found a string"),
    ("a = \n", 1, 3, "the value after `=` is missing"),
    ("a = 1 +\n  2\n", 1, 7, "the line ends after `+`"),
    ("a = 1\n  + 2\n", 2, 3, "a line cannot start with `+`"),
    ("a = { b = 1\n , c = 2 }\n", 2, 2, "a line cannot start with `,`"),
    ("a = 1 b = 2\n", 1, 7, "more than one argument or block"),
    ("a = 1\na = 2\n", 2, 1, "`a` is set twice, first on line 1"),
    ("a = { b = 1 c = 2 }\n", 1, 13, "a `,` is missing"),
    ('resource "a" "b"\n{\n}\n', 1, 1, "the `{` of this block stands on another line"),
    ("x { y {} }\n", 1, 5, "stands on the line of its braces"),
    ("x {\n  a = 1 }\n", 2, 3, "stands on the line of its braces"),
    ('x "${a}" {}\n', 1, 3, "cannot hold a template"),
    ('x "a" {\n  y = 1\n', 1, 7, "this `{` is not closed before the end of the file"),
    ("x {\n  y {\n    a = 1\n}\nz {\n}\n", 2, 5, "this `{` is not closed"),
    ("x {\n  a = [1,\n}\n", 2, 7, "this `[` is not closed before the `}` on line 3"),
    ("}\n", 1, 1, "this `}` closes nothing"),
    ('a = "b\nc = 1\n', 1, 5, 'no closing `"` on its line'),
    ('a = "b', 1, 5, 'no closing `"` on its line'),
    ('a = "x${f("y)}"\n', 1, 10, "this `(` is not closed"),
    ("a = <<EOT\nb\n", 1, 5, "the heredoc EOT is not closed"),
    ("a = <<EOT\nb\nEOT", 1, 5, "the heredoc EOT is not closed"),
    ('a = <<EOT\n${"\nEOT\n', 2, 3, 'no closing `"` on its line'),
    ("a = <<A\nx\nA  x\nb = 1\n", 1, 5, "the heredoc A is not closed"),
    ("/* a\n", 1, 1, "the comment that starts here never ends"),
    ("a = 'b'\n", 1, 5, "the character `'` has no meaning here"),
    ("a = 1;\n", 1, 6, "the character `;` has no meaning here"),
    ("a = “b”\n", 1, 5, "the character `“` has no meaning here"),
    ("a = 1\x00\n", 1, 6, "the character U+0000 has no meaning here"),
    ("a = 1\rb = 2\n", 1, 6, "the character U+000D has no meaning here"),
    ('a = "\\d+"\n', 1, 6, "`\\d` is no escape"),
    ('a = "%{ if b }c"\n', 1, 6, "this directive has no end"),
    ('a = "%{ endif }"\n', 1, 6, "this directive has no start"),
    ('a = "%{ iff x }%{ endif }"\n', 1, 6, "none of if, else"),
    ("a = [for x inlist : x]\n", 1, 12, "expected `,` or `in`, found `inlist`"),
    ("a = b.*.*.c\n", 1, 5, "a `.*` stands inside of another"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), ERRORS)
def test_errors(text: str, line: int, column: int, words: str) -> None:
    problem = read_text(text, PATH).problems[0]
    assert (problem.position.line, problem.position.column) == (line, column)
    assert words in problem.message
    assert problem.remedy


VALID = [
    "",
    "\n\n",
    "# only a comment",
    "a = 1",
    "\ufeffa = 1\n",
    "a = 1\r\nb = [\r\n  2,\r\n]\r\n",
    "größe = 1\n名前 = var.größe\n",
    "a = core::max(1, 2)\n",
    "a = <<_EOF\nx\n_EOF\n",
    "a = <<EOT\nx\nEOT  \nb = 1\n",
    "a = <<EOT\r\nx\r\nEOT\r\nb = 1\r\n",
    "a = <<A\n<<B\nB\nA\n",
    'a = "${\n  var.x\n}"\n',
    'a = "${f({\n  b = 1\n})}"\n',
    "a = (1\n  - 2)\n",
    "a = (var.b\n  .c\n  .d)\n",
    "a = f(\n  1 # one\n  ,\n  2 // two\n)\n",
    "a = --1\nb = !!true\n",
    "a = 1 /* one */ + 2\n",
    'resource /* x */ "a" /* y\n z */ "b" {}\n',
    "x {\n  a = 1\n  a {}\n}\n",
    'a = "$${"\nb = "%%{"\nc = "$"\n',
    'a = "$$${x}"\n',
    "a = [for x in y : {\n  b = x\n}]\n",
    "a = {\n  for k, v in x :\n  k => v\n  if v\n}\n",
    "a = { b : 1\n  c = 2,\n  -1 = 3 }\n",
    "dynamic x {\n  for = 1\n  in = 2\n  content { a = 1 }\n}\n",
    "a = x.*.y[0]\nb = x[ * ].y\n",
    "a = " + " + ".join(["1"] * 3000) + "\n",
    "a = " + "[" * 90 + "]" * 90 + "\n",
]


@pytest.mark.parametrize("text", VALID)
def test_what_is_valid_is_read_whole(text: str) -> None:
    file = read_text(text, PATH)
    assert file.problems == ()
    assert file.body is not None


def test_a_heredoc_does_not_swallow_what_comes_after_it() -> None:
    file = read_text("a = <<A\nx\nA \nb = 1\nc = <<A\ny\nA\n", PATH)
    assert file.body is not None
    assert [one.name for one in file.body.attributes] == ["a", "b", "c"]


def test_nesting_without_end_is_no_traceback() -> None:
    problem = read_text("a = " + "[" * 5000 + "]" * 5000 + "\n", PATH).problems[0]
    assert "nested more than 100 deep" in problem.message


PIECES = [
    '"', "${", "%{", "}", "{", "(", ")", "[", "]", "\n", "=", ",", "a", "1", " ", "<<E\n", "E\n",
    "/*", "*/", "//", "for ", "in ", "if ", ".", "*", "-", "!", "?", ":", "\\", "\r", "\x00", "é",
    "#", "~", "=>", "...", "::", "%{ for x in y }", "%{ endfor }", "'", "\u2028", "\ufeff", "$${",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(text=st.lists(st.sampled_from(PIECES) | st.characters(), max_size=25).map("".join))
def test_any_text_gives_a_body_or_a_place(text: str) -> None:
    file = read_text(text, PATH)
    assert file.body is not None or file.problems
    lines = file.text.split("\n")
    for problem in file.problems:
        assert 1 <= problem.position.line <= len(lines)
        assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1
