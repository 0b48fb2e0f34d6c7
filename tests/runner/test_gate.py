"""What a pull request's stack may not bring along, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.errors import InputErrors
from tfgen.project import Backend, GateSettings
from tfgen.runner.gate import Gate

FINE = """\
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
  backend "s3" {
    bucket = "states"
    key    = "x.tfstate"
  }
}

provider "aws" {}

module "m" {
  source = "../../../modules/m"
}

resource "terraform_data" "x" {}

data "aws_region" "r" {}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A stack that brings along what every stack does, and a module beside it."""
    made = tmp_path / "repository/stacks/stg/web"
    made.mkdir(parents=True)
    (made / "main.tf").write_text(FINE)
    module = tmp_path / "repository/modules/m"
    module.mkdir(parents=True)
    (module / "main.tf").write_text("")
    return made


def refused(stack: Path, settings: GateSettings | None = None) -> list[str]:
    gate = Gate(stack.parents[2], settings or GateSettings(), Backend(type="s3", bucket="states"))
    try:
        gate.check([stack])
    except InputErrors as errors:
        return [error.message for error in errors.errors]
    return []


def test_a_usual_stack_passes(stack: Path) -> None:
    assert refused(stack) == []


ANYWHERE = [
    ('terraform {\n  required_providers {\n    x = { source = "evil/x" }\n  }\n}\n', "evil/x"),
    (
        'terraform {\n  required_providers {\n    aws = { source = "evil/aws" }\n  }\n}\n',
        "evil/aws",
    ),
    (
        'terraform {\n  required_providers {\n    x = { source = "evil.example/a/aws" }\n  }\n}\n',
        "a/aws",
    ),
    ('resource "random_id" "x" {}\n', "hashicorp/random"),
    ('ephemeral "random_password" "x" {}\n', "hashicorp/random"),
    ('provider "shell" {}\n', "hashicorp/shell"),
    ('data "external" "x" {\n  program = ["sh"]\n}\n', "runs or asks"),
    ('data "http" "x" {\n  url = "http://x"\n}\n', "runs or asks"),
    ('module "x" {\n  source = "git::https://evil.example/x"\n}\n', "evil.example"),
    ('module "x" {\n  source = "hashicorp/x/aws"\n}\n', "hashicorp/x/aws"),
    ('module "x" {\n  source = "../../../../../../outside"\n}\n', "outside of the repository"),
    ('module "x" {\n  source = var.x\n}\n', "no constant"),
    ('module "x" {}\n', "no constant"),
    ('resource "terraform_data" "y" {\n  provisioner "local-exec" {}\n}\n', "provisioner"),
    ("resource {\n", "cannot be told"),
]
IN_A_STACK = [
    ('terraform {\n  backend "http" {\n    address = "http://evil"\n  }\n}\n', "backend 'http'"),
    ('terraform {\n  backend "s3" {\n    bucket = "evil"\n  }\n}\n', "backend 's3'"),
    ('terraform {\n  backend "s3" {}\n}\n', "backend 's3'"),
    ("terraform {\n  cloud {}\n}\n", "kept elsewhere"),
]
JSON = [
    ('{"terraform": {"required_providers": {"aws": {"source": "evil/aws"}}}}', "evil/aws"),
    ('{"terraform": {"backend": {"http": {}}}}', "backend 'http'"),
    ('{"resource": {"terraform_data": {"a": {"provisioner": {"local-exec": {}}}}}}', "provisioner"),
    ('{"data": {"external": {"a": {"program": ["sh"]}}}}', "runs or asks"),
    ('{"module": {"a": {"source": "git::https://evil.example/x"}}}', "evil.example"),
    ('{"resource": {"random_id": {"a": {}}}}', "hashicorp/random"),
    ("{", "cannot be told"),
]


@pytest.mark.parametrize(("text", "reason"), [*ANYWHERE, *IN_A_STACK])
@pytest.mark.parametrize("name", ["more.tf", "z_override.tf"])
def test_what_is_not_allowed_is_refused(stack: Path, text: str, reason: str, name: str) -> None:
    (stack / name).write_text(text)
    found = refused(stack)
    assert any(reason in message for message in found), found


@pytest.mark.parametrize(("text", "reason"), ANYWHERE)
def test_a_module_may_not_bring_it_either(stack: Path, text: str, reason: str) -> None:
    (stack / "../../../modules/m/more.tf").write_text(text)
    assert any(reason in message for message in refused(stack))


@pytest.mark.parametrize(("text", "reason"), JSON)
def test_nor_does_it_pass_as_json(stack: Path, text: str, reason: str) -> None:
    (stack / "more.tf.json").write_text(text)
    found = refused(stack)
    assert any(reason in message for message in found), found


def test_files_of_opentofu_alone_cannot_be_told(stack: Path) -> None:
    (stack / "more.tofu").write_text('data "external" "x" {}\n')
    assert any("OpenTofu" in message for message in refused(stack))


def test_what_is_listed_passes(stack: Path) -> None:
    (stack / "more.tf").write_text(
        'resource "random_id" "x" {}\n'
        'data "http" "x" {}\n'
        'module "x" {\n  source = "git::https://good.example/x//m?ref=v1"\n}\n'
        'resource "terraform_data" "y" {\n  provisioner "local-exec" {}\n}\n'
    )
    listed = GateSettings(
        providers=("hashicorp/aws", "hashicorp/random", "hashicorp/http"),
        modules=("git::https://good.example/x",),
        allow=("http", "provisioners"),
    )
    assert refused(stack, listed) == []
    (stack / "more.tf").write_text('module "x" {\n  source = "git::https://good.example/xy"\n}\n')
    assert len(refused(stack, listed)) == 1
