"""Which stacks configure the AWS provider alike, and which have to have a process of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tfgen.hcl.reader import Reader
from tfgen.runner.provider_identity import Alike, Own, configuring_module, identity

REQUIRED = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
REGION = 'provider "aws" {\n  region = "us-east-1"\n}\n'
BY_LOCAL = """\
locals {
  region = upper(local.short)
  short  = "us-east-1"
}

provider "aws" {
  region = local.region
}
"""
BY_VARIABLE = """\
variable "region" {
  default = "us-east-1"
}

provider "aws" {
  region = var.region
}
"""
WITH_KEY = 'terraform {\n  backend "s3" {\n    key = "one"\n  }\n}\n'


class Stacks:
    """Stacks in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def found(self, text: str, environ: dict[str, str], **files: str) -> Alike | Own:
        """The identity of a new stack with that text, and files whose names have `_` for `.`."""
        folder = self.root / str(len(list(self.root.iterdir())))
        folder.mkdir()
        (folder / "main.tf").write_text(text)
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_text(content)
        [module] = Reader().modules([folder])
        return identity(module, environ)


@pytest.fixture
def stacks(tmp_path: Path) -> Stacks:
    return Stacks(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", 'resource "aws_sqs_queue" "this" {}\n'),
        (REGION, f'{REGION}locals {{\n  name = "web"\n}}\n'),
        (REQUIRED + REGION, f"{REQUIRED}{WITH_KEY}{REGION}"),
        (BY_LOCAL, f'locals {{\n  name = "web"\n}}\n{BY_LOCAL}'),
        (BY_VARIABLE, BY_VARIABLE),
        (REGION, f'{REGION}provider "random" {{\n  alias = "x"\n}}\n'),
    ],
)
def test_what_is_alike(stacks: Stacks, one: str, other: str) -> None:
    first = stacks.found(one, {})
    assert isinstance(first, Alike)
    assert stacks.found(other, {"TF_VAR_other": "x"}) == first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", REGION),
        (REGION, REGION.replace("us-east-1", "eu-west-1")),
        (REGION, REQUIRED + REGION),
        (BY_LOCAL, BY_LOCAL.replace("us-east-1", "eu-west-1")),
        (BY_VARIABLE, BY_VARIABLE.replace("us-east-1", "eu-west-1")),
        (REGION, REGION.replace("}", "  default_tags {\n    tags = { a = 1 }\n  }\n}")),
    ],
)
def test_what_differs(stacks: Stacks, one: str, other: str) -> None:
    found = [stacks.found(text, {}) for text in (one, other)]
    assert all(isinstance(each, Alike) for each in found)
    assert found[0] != found[1]


def test_what_gives_a_variable_its_value_counts(stacks: Stacks) -> None:
    found = [
        stacks.found(BY_VARIABLE, {}),
        stacks.found(BY_VARIABLE, {"TF_VAR_region": "eu-west-1"}),
        stacks.found(BY_VARIABLE, {}, terraform__tfvars='region = "eu-west-1"\n'),
        stacks.found(BY_VARIABLE, {}, x__auto__tfvars='region = "eu-west-1"\n'),
    ]
    assert all(isinstance(each, Alike) for each in found)
    assert len(set(found)) == len(found)
    assert stacks.found(BY_VARIABLE, {"TF_VAR_region": "eu-west-1"}) == found[1]
    assert stacks.found(REGION, {}, terraform__tfvars="a = 1\n") == stacks.found(REGION, {})


def test_an_override_file_counts_as_what_it_is(stacks: Stacks) -> None:
    text = 'provider "aws" {\n  profile = "x"\n}\n'
    merged = stacks.found(REGION, {}, override__tf=text)
    assert isinstance(merged, Alike)
    assert merged != stacks.found(REGION, {})
    assert merged != stacks.found(REGION + text, {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'{REGION}provider "aws" {{\n  alias = "b"\n}}\n', "(alias)"),
        ('provider "aws" {\n  assume_role {\n    role_arn = "x"\n  }\n}\n', "has assume_role"),
        ('provider "aws" {\n  custom_ca_bundle = "x"\n}\n', "has custom_ca_bundle"),
        ('provider "aws" {\n  region = data.aws_region.x.name\n}\n', "on data.aws_region.x.name"),
        ('provider "aws" {\n  region = terraform.workspace\n}\n', "on terraform.workspace"),
        ('provider "aws" {\n  region = module.a.b\n}\n', "on module.a.b"),
        ('provider "aws" {\n  region = local["region"]\n}\n', "on local"),
        ('provider "aws" {\n  region = file("region.txt")\n}\n', "on file()"),
        (BY_LOCAL.replace('"us-east-1"', "path.root"), "on path.root"),
        (BY_LOCAL.replace('"us-east-1"', "timestamp()"), "on timestamp()"),
        (BY_VARIABLE.replace('default = "us-east-1"', ""), "which has no value"),
        ("terraform {\n  cloud {}\n}\n", "HCP Terraform"),
        (REQUIRED.replace("hashicorp", "example"), "not hashicorp/aws"),
        (REQUIRED.replace("aws =", "other ="), "by the name aws"),
        ('provider "aws" {\n', "cannot be read"),
    ],
)
def test_what_cannot_be_compared_has_a_process_of_its_own(
    stacks: Stacks, text: str, reason: str
) -> None:
    found = stacks.found(text, {})
    assert isinstance(found, Own)
    assert reason in found.reason


def test_arguments_and_json_can_change_anything(stacks: Stacks) -> None:
    arguments = {"TF_CLI_ARGS_plan": "-var=region=eu-west-1"}
    assert isinstance(stacks.found(BY_VARIABLE, arguments), Own)
    assert isinstance(stacks.found(REGION, arguments), Alike)
    document = json.dumps({"provider": {"aws": {"region": "eu-west-1"}}})
    found = stacks.found("", {}, main__tf__json=document)
    assert isinstance(found, Own)
    assert "is JSON" in found.reason


@pytest.mark.parametrize(
    ("name", "text", "own"),
    [
        ("main.tf", 'provider "aws" {\n  region = var.region\n}\n', True),
        ("main.tf.json", '{"provider": {"random": {}, "aws": {}}}', True),
        ("main.tf", 'resource "aws_sqs_queue" "x" {\n  provider = aws\n}\n', False),
        ("README.md", 'provider "aws" {}', False),
    ],
)
def test_a_module_with_a_provider_of_its_own(
    tmp_path: Path, name: str, text: str, own: bool
) -> None:
    assert configuring_module(tmp_path, tmp_path / ".terraform") == ""
    folder = tmp_path / "modules/queue"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)
    entries = [{"Key": "", "Dir": "."}, {"Key": "queue", "Dir": "modules/queue"}]
    listed = tmp_path / ".terraform/modules/modules.json"
    listed.parent.mkdir(parents=True)
    listed.write_text(json.dumps({"Modules": entries}))
    assert configuring_module(tmp_path, tmp_path / ".terraform") == ("queue" if own else "")
