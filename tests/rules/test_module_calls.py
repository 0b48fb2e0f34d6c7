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


def test_a_missing_folder(errors: Find) -> None:
    (finding,) = errors('module "m" {\n  source = "../m"\n}\n')
    assert (finding.code, finding.line, finding.column) == ("TFG201", 1, 1)
    assert '"../m"' in finding.message


def test_an_unknown_argument_with_the_nearest_variable(errors: Find) -> None:
    (finding,) = errors(
        'module "m" {\n  source = "./m"\n  name = "a"\n  subnet_ids = []\n  sise = 1\n}\n' + CHILD
    )
    assert (finding.code, finding.line, finding.column) == ("TFG202", 5, 3)
    assert finding.message == "the module `m` has no variable `sise`"
    assert "did you mean `size`?" in finding.remedy


def test_missing_arguments_are_named_together(errors: Find) -> None:
    (finding,) = errors('\nmodule "m" {\n  source = "./m"\n}\n' + CHILD)
    assert (finding.code, finding.line, finding.column) == ("TFG203", 2, 1)
    assert finding.message == "the module `m` needs `name`, `subnet_ids`"


@pytest.mark.parametrize("call", ["count = 1", "for_each = {}", "depends_on = []"])
def test_arguments_of_terraform_itself(call: str, errors: Find) -> None:
    text = f'module "m" {{\n  source = "./m"\n  name = "a"\n  subnet_ids = []\n  {call}\n}}\n'
    assert errors(text + CHILD) == []


def test_an_override_file_cannot_give_what_the_call_lacks(errors: Find) -> None:
    text = 'module "m" {\n  source = "./m"\n  name = "a"\n}\n' + CHILD
    (finding,) = errors(text + '# file: x_override.tf\nmodule "m" {\n  subnet_ids = []\n}\n')
    assert (finding.code, finding.path.name, finding.line) == ("TFG203", "main.tf", 1)


def test_the_source_of_an_override_file_counts(errors: Find) -> None:
    text = 'module "m" {\n  source = "./missing"\n  any = 1\n}\n'
    assert errors(text + '# file: a_override.tf\nmodule "m" {\n  source = "e/m/aws"\n}\n') == []


def test_arguments_in_an_escaping_block_are_given(errors: Find) -> None:
    text = 'module "m" {\n  source = "./m"\n  subnet_ids = []\n  _ {\n    name = 1\n  }\n}\n'
    assert errors(text + CHILD) == []


ALIASES = """\
# file: m/versions.tf
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", configuration_aliases = [aws.us, aws.eu] }
  }
}
"""
PROVIDERS = 'provider "aws" {\n  alias = "x"\n}\n'


def test_provider_configurations_that_a_module_needs(errors: Find) -> None:
    found = errors(PROVIDERS + 'module "m" {\n  source = "./m"\n}\n' + ALIASES)
    assert [(one.code, one.line) for one in found] == [("TFG204", 4), ("TFG204", 4)]
    assert "`aws.eu`" in found[0].message
    assert "providers = { aws.eu = … }" in found[0].remedy


def test_a_configuration_too_many_is_a_mistake_outside_of_hashicorp(errors: Find) -> None:
    call = 'module "m" {\n  source = "./m"\n  providers = {\n    x.a = x.b\n  }\n}\n'
    child = (
        "# file: m/versions.tf\n"
        "terraform {\n  required_providers {\n    x = { source = %s }\n  }\n}\n"
    )
    provider = 'provider "x" {\n  alias = "b"\n}\n'
    assert errors(provider + call + child % '"hashicorp/x"') == []
    (finding,) = errors(provider + call + child % '"acme/x"')
    assert (finding.code, finding.line, finding.column) == ("TFG204", 7, 5)
