"""TFG201 to TFG204: calls of modules in folders."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[[str], list[Finding]]

CHILD = """\
# file: m/variables.tf
variable "name" {}
variable "subnet_ids" {}
variable "size" {
  default = null
}
"""


def test_a_missing_folder(find: Find) -> None:
    (finding,) = find('module "m" {\n  source = "../m"\n}\n')
    assert (finding.code, finding.line, finding.column) == ("TFG201", 2, 3)
    assert '"../m"' in finding.message


def test_an_unknown_argument_with_the_nearest_variable(find: Find) -> None:
    (finding,) = find(
        'module "m" {\n  source = "./m"\n  name = "a"\n  subnet_ids = []\n  sise = 1\n}\n' + CHILD
    )
    assert (finding.code, finding.line, finding.column) == ("TFG202", 5, 3)
    assert finding.message == "the module `m` has no variable `sise`"
    assert "did you mean `size`?" in finding.remedy


def test_missing_arguments_are_named_together(find: Find) -> None:
    (finding,) = find('\nmodule "m" {\n  source = "./m"\n}\n' + CHILD)
    assert (finding.code, finding.line, finding.column) == ("TFG203", 2, 1)
    assert finding.message == "the module `m` needs `name`, `subnet_ids`"


@pytest.mark.parametrize("call", ["count = 1", "for_each = {}", "depends_on = []", 'version = "1"'])
def test_arguments_of_terraform_itself(call: str, find: Find) -> None:
    text = f'module "m" {{\n  source = "./m"\n  name = "a"\n  subnet_ids = []\n  {call}\n}}\n'
    assert find(text + CHILD) == []


def test_an_override_file_may_give_the_argument(find: Find) -> None:
    text = 'module "m" {\n  source = "./m"\n  name = "a"\n}\n' + CHILD
    assert find(text + '# file: x_override.tf\nmodule "m" {\n  subnet_ids = []\n}\n') == []


def test_the_source_of_an_override_file_counts(find: Find) -> None:
    text = 'module "m" {\n  source = "./missing"\n  any = 1\n}\n'
    assert find(text + '# file: a_override.tf\nmodule "m" {\n  source = "e/m"\n}\n') == []


def test_arguments_in_an_escaping_block_are_given(find: Find) -> None:
    text = 'module "m" {\n  source = "./m"\n  subnet_ids = []\n  _ {\n    name = 1\n  }\n}\n'
    assert find(text + CHILD) == []


ALIASES = """\
# file: m/versions.tf
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", configuration_aliases = [aws.us, aws.eu] }
  }
}
"""
PROVIDERS = 'provider "aws" {\n  alias = "x"\n}\n'


def test_provider_configurations_that_a_module_needs(find: Find) -> None:
    found = find(PROVIDERS + 'module "m" {\n  source = "./m"\n}\n' + ALIASES)
    assert [(one.code, one.line) for one in found] == [("TFG204", 4), ("TFG204", 4)]
    assert "`aws.eu`" in found[0].message
    assert "providers = { aws.eu = … }" in found[0].remedy


def test_provider_configurations_that_a_module_lacks(find: Find) -> None:
    passed = "".join(f"    aws.{name} = aws.x\n" for name in ("us", "eu", "ap"))
    found = find(
        PROVIDERS
        + f'module "m" {{\n  source = "./m"\n  providers = {{\n{passed}  }}\n}}\n'
        + ALIASES
    )
    assert [(one.code, one.line, one.column) for one in found] == [("TFG204", 9, 5)]
    assert "`aws.ap`" in found[0].message
