"""TFG101 to TFG107: names that nothing declares, what is nearest, and no false alarms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[[str], list[Finding]]

CASES = [
    ("TFG101", 'variable "name" {}\nlocals {\n  a = var.nam\n}\n', (3, 7), "var.name"),
    ("TFG102", "locals {\n  name = 1\n  a    = [local.nmae]\n}\n", (3, 11), "local.name"),
    ("TFG103", 'resource "x" "this" {}\nlocals {\n  a = x.thiss.id\n}\n', (3, 7), "x.this"),
    (
        "TFG103",
        'ephemeral "x" "this" {}\nlocals {\n  a = ephemeral.x.thiss.id\n}\n',
        (3, 7),
        "ephemeral.x.this",
    ),
    ("TFG104", 'data "x" "this" {}\nlocals {\n  a = data.x.thsi.id\n}\n', (3, 7), "data.x.this"),
    (
        "TFG105",
        'module "roles" {\n  source = "e/r/aws"\n}\nlocals {\n  a = module.role.arn\n}\n',
        (5, 7),
        "module.roles",
    ),
    (
        "TFG106",
        'module "m" {\n  source = "./m"\n}\nlocals {\n  a = module.m.urls\n}\n'
        '# file: m/main.tf\noutput "url" {\n  value = 1\n}\n',
        (5, 15),
        "module.m.url",
    ),
    (
        "TFG107",
        'provider "x" {\n  alias = "us"\n}\nresource "x" "y" {\n  provider = x.su\n}\n',
        (5, 3),
        "x.us",
    ),
]


@pytest.mark.parametrize(("code", "text", "place", "near"), CASES)
def test_place_and_nearest_name(
    code: str, text: str, place: tuple[int, int], near: str, errors: Find
) -> None:
    (finding,) = errors(text)
    assert (finding.code, finding.severity) == (code, "error")
    assert (finding.line, finding.column) == place
    assert f"did you mean {near}?" in finding.remedy


def test_without_a_near_name_the_remedy_says_what_to_declare(errors: Find) -> None:
    (finding,) = errors("locals {\n  a = var.region\n}\n")
    assert finding.message == "the variable `region` is not declared"
    assert finding.remedy == "declare the variable `region`, or correct the name"


def test_each_use_is_reported_once(errors: Find) -> None:
    found = errors('locals {\n  a = "${var.x}${var.x}"\n  b = { c = { d = var.x } }\n}\n')
    assert [(one.line, one.column) for one in found] == [(2, 10), (2, 18), (3, 19)]


@pytest.mark.parametrize(
    "text",
    [
        # Declared in another file of the folder, or twice, or nested.
        'locals {\n  a = var.x\n}\n# file: variables.tf\nvariable "x" {}\n',
        'check "c" {\n  data "x" "y" {}\n  assert {\n    condition     = data.x.y.ok\n'
        '    error_message = "no"\n  }\n}\n',
        # Names of another kind.
        'resource "a" "b" {\n  provider = c\n  for_each = toset([])\n  x = each.key\n'
        "  lifecycle {\n    ignore_changes = [c.d]\n  }\n}\n",
        'variable "x" {\n  type = object({ a = map(string) })\n  validation {\n'
        '    condition     = var.x != null\n    error_message = "no"\n  }\n}\n',
        "locals {\n  a = [for s in [{ x = { y = 1 } }] : s.x.y]\n}\n",
        'locals {\n  a = "%{ for s in [{ x = 1 }] }${s.x}%{ endfor }"\n}\n',
        # Modules that are not on this machine.
        'module "m" {\n  source = "e/m/aws"\n  any = 1\n}\nlocals {\n  a = module.m.any\n}\n',
        # Files that hide what they declare.
        "locals {\n  a = [var.x, local.y, b.c, data.d.e, module.f.g]\n}\n# file: v.tofu\n\n",
        'module "m" {\n  source = "./m"\n  any = 1\n}\noutput "o" {\n  value = module.m.any\n}\n'
        "# file: m/main.tofu\n\n",
        # Provider configurations that are declared, passed in, or named as text.
        'provider "x" {\n  alias = "us"\n}\ndata "x" "y" {\n  provider = "x.us"\n}\n',
        "terraform {\n  required_providers {\n"
        "    x = { configuration_aliases = [x.us] }\n  }\n}\n"
        'data "x" "y" {\n  provider = x.us\n}\n',
    ],
)
def test_no_false_alarm(text: str, errors: Find) -> None:
    assert errors(text) == []


def test_a_syntax_error_hides_the_names_of_its_folder(errors: Find) -> None:
    found = errors('locals {\n  a = var.x\n}\n# file: variables.tf\nvariable "x" {\n')
    assert [one.code for one in found] == ["TFG001"]


def test_aliases_passed_to_a_module_must_exist(errors: Find) -> None:
    (finding,) = errors(
        'module "m" {\n  source = "e/m/aws"\n  providers = {\n    aws.a = aws.missing\n  }\n}\n'
    )
    assert (finding.code, finding.line, finding.column) == ("TFG107", 4, 5)


def test_aliases_of_data_sources_inside_checks(errors: Find) -> None:
    found = errors('check "c" {\n  data "x" "y" {\n    provider = aws.us\n  }\n}\n')
    assert "TFG107" in [finding.code for finding in found]
