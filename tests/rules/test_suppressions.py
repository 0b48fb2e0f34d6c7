"""Comments that silence findings, and what keeps them honest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[[str], list[Finding]]


def codes(found: list[Finding]) -> list[tuple[str, int]]:
    """Codes and lines, but for what was written in vain (tests/validate/)."""
    return [(one.code, one.line) for one in found if one.code != "TFG003"]


@pytest.mark.parametrize(
    "comment",
    [
        "# tfgen:ignore=TFG101 the wrapper declares it",
        "// tfgen:ignore=TFG101 the wrapper declares it",
        "/* tfgen:ignore=TFG101 the wrapper declares it */",
        "#tfgen:ignore = TFG101 the wrapper declares it",
        "# tfgen:ignore=TFG104,TFG101 the wrapper declares it",
        "# tfgen:ignore=TFG104, TFG101 the wrapper declares it",
    ],
)
def test_on_the_line_and_above_it(comment: str, find: Find) -> None:
    assert codes(find(f"output o {{\n  value = var.x {comment}\n}}\n")) == []
    assert codes(find(f"output o {{\n  {comment}\n  value = var.x\n}}\n")) == []
    assert codes(find(f"output o {{\n  {comment}\r\n  value = var.x\r\n}}\n")) == []


def test_comments_above_each_other(find: Find) -> None:
    text = (
        "output o {\n  # tfgen:ignore=TFG101 one reason\n  # tfgen:ignore=TFG102 another one\n"
        "  # and a remark\n  value = [var.x, local.y]\n}\n"
    )
    assert find(text) == []


def test_inside_an_expression_of_several_lines(find: Find) -> None:
    text = "output o {\n  value = [\n    var.x, # tfgen:ignore=TFG101 known\n    var.y,\n  ]\n}\n"
    assert codes(find(text)) == [("TFG101", 4)]


def test_only_its_own_line(find: Find) -> None:
    text = "output o {\n  value = var.x # tfgen:ignore=TFG101 known\n}\n"
    other = text.replace("output o", "output p").replace("# tfgen:", "# ")
    assert codes(find(text + other)) == [("TFG101", 5)]


def test_only_its_own_code(find: Find) -> None:
    text = "output o {\n  value = var.x # tfgen:ignore=TFG102 known\n}\n"
    assert codes(find(text)) == [("TFG101", 2)]


def test_without_a_reason_it_works_and_is_reported(find: Find) -> None:
    (finding,) = find("output o {\n  value = var.x # tfgen:ignore=TFG101\n}\n")
    assert (finding.code, finding.severity) == ("TFG002", "warning")
    assert (finding.line, finding.column) == (2, 17)
    assert codes(find("/* tfgen:ignore=TFG101 */\n")) == [("TFG002", 1)]


@pytest.mark.parametrize("mark", ["tfgen:ignore", "tfgen:ignore=", "tfgen:ignore TFG101 known"])
def test_without_a_code_it_is_reported(mark: str, find: Find) -> None:
    text = f"output o {{\n  value = var.x # {mark}\n}}\n"
    assert codes(find(text)) == [("TFG101", 2), ("TFG002", 2)]


def test_the_report_of_a_suppression_cannot_be_suppressed(find: Find) -> None:
    assert codes(find("# tfgen:ignore=TFG002\n")) == [("TFG002", 1)]


def test_in_a_string_it_is_no_comment(find: Find) -> None:
    text = (
        'output o {\n  value = "${var.x} # tfgen:ignore=TFG101 no"\n  description = <<E\n'
        "# tfgen:ignore=\nE\n}\n"
    )
    assert codes(find(text)) == [("TFG101", 2)]


def test_a_syntax_error_can_be_suppressed(find: Find) -> None:
    assert find('output o {\n  value = "\\q" # tfgen:ignore=TFG001 another version\n}\n') == []
