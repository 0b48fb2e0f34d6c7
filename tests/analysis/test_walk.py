"""The walk over a module as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Analysed = Callable[..., list[tuple[str, str, int]]]

MODULE = """\
terraform {
  required_version = ">= 1.3"
}
variable "name" {
  type    = string
  default = "web"
  validation {
    condition     = length(var.name) > 1
    error_message = "too short: ${var.name}"
  }
}
locals {
  names = [for n in [var.name, "b"] : upper(n)]
  by    = { for k, v in local.names : v => k }
}
resource "x" "a" {
  for_each = local.by
  input    = "${each.key}-${x.b[0].id}"
  dynamic "rule" {
    for_each = local.names
    content {
      name = rule.value
    }
  }
  lifecycle {
    ignore_changes = [input]
    postcondition {
      condition     = self.id != ""
      error_message = "no id"
    }
  }
}
resource "x" "b" {
  count = length(local.names)
}
module "m" {
  source = "./m"
  size   = 2
}
output "all" {
  value = { names = local.names, ids = x.b[*].id, size = module.m.size }
}
# file: m/main.tf
variable "size" {
  type = number
}
output "size" {
  value = var.size
}
"""


def test_a_good_module_gives_nothing(analysed: Analysed) -> None:
    assert analysed(MODULE, unused=True) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(MODULE)),
    what=st.sampled_from(["", "}", "{", '"', ".", "= ", "[0]", "\n"]),
)
def test_any_damage_is_survived(at: int, what: str, analysed: Analysed) -> None:
    analysed(MODULE[:at] + what + MODULE[at + 1 :])


def test_nothing_is_undeclared_where_a_file_cannot_be_read(analysed: Analysed) -> None:
    text = 'output "a" {\n  value = [var.b, local.c, x.y.z, module.d.e]\n}\n'
    assert len(analysed(text)) == 4
    assert analysed(text + "# file: other.tofu\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('variable "a" {}\n', [("TFG120", "main.tf", 1)]),
        (
            'variable "a" {\n  validation {\n    condition     = var.a != ""\n'
            '    error_message = "no"\n  }\n}\n',
            [("TFG120", "main.tf", 1)],
        ),
        ("locals {\n  a = 1\n  b = local.a\n}\n", [("TFG121", "main.tf", 3)]),
        ('data "x" "a" {}\n', [("TFG122", "main.tf", 1)]),
        (
            'data "x" "a" {\n  lifecycle {\n    postcondition {\n'
            '      condition     = self.b\n      error_message = "no"\n    }\n  }\n}\n',
            [],
        ),
        ('data "x" "a" {}\nresource "x" "b" {\n  depends_on = [data.x.a]\n}\n', []),
        ('variable "a" {}\n# file: other.tofu\n', []),
        # What stands in the second of two declarations counts.
        (
            'variable "a" {}\noutput "o" {\n  value = 1\n}\noutput "o" {\n  value = var.a\n}\n',
            [("TFG115", "main.tf", 5)],
        ),
        (
            "locals {\n  a = 1\n  b = 2\n}\nlocals {\n  b = local.a\n}\n"
            'output "o" {\n  value = local.b\n}\n',
            [("TFG115", "main.tf", 6)],
        ),
        (
            'data "x" "a" {}\nresource "x" "b" {}\nresource "x" "b" {\n  y = data.x.a.id\n}\n',
            [("TFG115", "main.tf", 3)],
        ),
        (
            'variable "a" {}\nvariable "a" {\n  description = var.a\n}\n',
            [("TFG113", "main.tf", 3), ("TFG115", "main.tf", 2), ("TFG120", "main.tf", 1)],
        ),
    ],
)
def test_what_is_used_nowhere(
    text: str, expected: list[tuple[str, str, int]], analysed: Analysed
) -> None:
    assert analysed(text, unused=True) == expected


CHILD = """\
# file: m/main.tf
variable "port" {
  type = number
  validation {
    condition     = var.port > local.least
    error_message = "must be above ${local.least}"
  }
}
locals {
  least = 1024
}
"""


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("8080", []),
        ('"8080"', []),
        ("80", [("TFG206", "main.tf", 4)]),
        ("8 * 10", [("TFG206", "main.tf", 4)]),
        ('"http"', [("TFG205", "main.tf", 4)]),
        ("x.y.z", [("TFG103", "main.tf", 4)]),
    ],
)
def test_a_value_against_the_conditions_of_a_module(
    port: str, expected: list[tuple[str, str, int]], analysed: Analysed
) -> None:
    call = f'module "m" {{\n  source = "./m"\n\n  port = {port}\n}}\n'
    assert analysed(call + CHILD) == expected


def test_the_content_of_a_dynamic_block_is_looked_at_where_it_has_elements(
    analysed: Analysed,
) -> None:
    text = (
        'variable "l" {\n  type = list(string)\n}\n'
        'resource "x" "a" {\n  dynamic "b" {\n    for_each = %s\n    content {\n'
        "      v = [b.value, local.missing]\n    }\n  }\n}\n"
    )
    assert analysed(text % "[1]") == [("TFG102", "main.tf", 8)]
    assert analysed(text % "[]") == []
    assert analysed(text % "var.l") == []
