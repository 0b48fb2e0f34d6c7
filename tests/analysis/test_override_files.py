"""Override files: what is wrong is shown in the file in which it stands."""

from __future__ import annotations

from collections.abc import Callable

Analysed = Callable[[str], list[tuple[str, str, int]]]

BASE = """\
resource "x" "a" {
  count = 2
  input = var.replaced
  lifecycle {
    ignore_changes = [input]
  }
  block {
    value = var.replaced
  }
}
"""


def test_what_is_replaced_is_not_looked_at(analysed: Analysed) -> None:
    override = '# file: override.tf\nresource "x" "a" {\n  input = 1\n  block {}\n}\n'
    assert analysed(BASE + override) == []


def test_a_mistake_in_an_override_stands_in_its_file(analysed: Analysed) -> None:
    override = '# file: z_override.tf\n\n\nresource "x" "a" {\n  input = var.b\n  block {}\n}\n'
    assert analysed(BASE + override) == [("TFG101", "z_override.tf", 4)]


def test_what_is_not_replaced_stays_in_the_first_file(analysed: Analysed) -> None:
    override = '# file: override.tf\nresource "x" "a" {\n  input = 1\n}\n'
    assert analysed(BASE + override) == [("TFG101", "main.tf", 8)]


def test_two_overrides_of_one_block(analysed: Analysed) -> None:
    first = '# file: a_override.tf\nresource "x" "a" {\n  input = local.a\n}\n'
    second = '# file: b_override.tf\nresource "x" "a" {\n\n  block {\n    v = local.b\n  }\n}\n'
    assert analysed(BASE + first + second) == [
        ("TFG102", "a_override.tf", 2),
        ("TFG102", "b_override.tf", 4),
    ]


def test_an_override_needs_something_to_override(analysed: Analysed) -> None:
    text = '# file: override.tf\nvariable "a" {}\nlocals {\n  b = 1\n}\nprovider "x" {}\n'
    assert analysed(text) == [("TFG116", "override.tf", 1), ("TFG116", "override.tf", 3)]


def test_the_default_must_fit_the_type_of_the_override(analysed: Analysed) -> None:
    base = 'variable "a" {\n  default = "x"\n}\n'
    text = base + '# file: override.tf\n\nvariable "a" {\n  type = %s\n}\n'
    assert analysed(text % "number") == [("TFG146", "override.tf", 2)]
    assert analysed(text % "string") == []
