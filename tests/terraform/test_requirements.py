from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.terraform import requirements
from tfgen.terraform.requirements import Requirements, read_requirements

STACK = """\
# A comment with a brace { and a "quote
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
  backend "s3" { bucket = "state" }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_service" "web" {
  memory  = 512
  name    = "${var.name}-$${-${lookup({ a = "b}\\"${"{"}" }, "a")}" # "${"
  policy  = <<-EOT
    module "not_one" {
      source = "./not-one"
  EOT
  source  = "./file"
  version = "1"
}

module "roles" {
  source = "../modules/roles"

  service = {
    source  = var.anything
    version = 3
  }
  secrets = [
    "x",
  ]
}

module "remote" { source = "git::https://example.com/m?ref=v1" } # pinned
"""


def scan(tmp_path: Path, text: str, name: str = "main.tf") -> Requirements:
    (tmp_path / name).write_text(text)
    return read_requirements(tmp_path)


def test_what_init_reads_is_found(tmp_path: Path) -> None:
    found = scan(tmp_path, STACK)
    assert found.modules == ("../modules/roles",)
    assert found.certain
    assert found.remote_backend
    text = "\n".join(found.parts)
    for part in ['version = "~> 5.100"', 'bucket = "state"', "provider aws", "ref=v1"]:
        assert part in text
    for other in ["512", "not-one", "./file", "var.anything", "secrets", "region"]:
        assert other not in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("memory  = 512", "memory  = 1024"),
        ('region = "eu-central-1"', 'region = "ap-northeast-1"'),
        ("version = 3", "version = 4"),
        ('module "not_one" {', 'module "not_two" {'),
        ("# A comment", "# Another comment"),
    ],
)
def test_what_init_does_not_read_changes_nothing(tmp_path: Path, old: str, new: str) -> None:
    assert old in STACK
    assert scan(tmp_path, STACK) == scan(tmp_path, STACK.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("~> 5.100", "~> 6.0"),
        (">= 1.10", ">= 1.11"),
        ('bucket = "state"', 'bucket = "other"'),
        ("ref=v1", "ref=v2"),
        ("../modules/roles", "../modules/role"),
        ('module "roles"', 'module "rules"'),
        ('resource "aws_ecs_service"', 'resource "google_cloud_run_service"'),
        ("  memory  = 512\n", "  memory  = 512\n  provider = other.one\n"),
    ],
)
def test_what_init_reads_counts(tmp_path: Path, old: str, new: str) -> None:
    assert old in STACK
    assert scan(tmp_path, STACK) != scan(tmp_path, STACK.replace(old, new))


@pytest.mark.parametrize(
    "text",
    [
        '/* module "a" { */ module "b" {\n  source = "./b"\n}\n',
        'locals {\n  a = "${"\n}\nmodule "b" {\n  source = "./b"\n}\n',
        'locals {\n  a = "\n}\nmodule "b" {\n  source = "./b"\n}\n',
        'module "b" {\n  source = "./b"\n',
        '}\nmodule "b" {\n  source = "./b"\n}\n',
        'locals {\n  a = <<X\n}\nmodule "b" {\n  source = "./b"\n}\n',
    ],
)
def test_a_file_in_doubt_counts_whole(tmp_path: Path, text: str) -> None:
    found = scan(tmp_path, text)
    assert found.modules == ("./b",)
    assert text in found.parts


def test_a_source_that_is_an_expression_is_uncertain(tmp_path: Path) -> None:
    assert not scan(tmp_path, 'module "a" {\n  source = var.a\n}\n').certain
    assert not scan(tmp_path, 'module "a" {\n  source = "./${var.a}"\n}\n').certain
    assert scan(tmp_path, 'module "a" {\n  # source = var.a\n  source = "./a"\n}\n').certain


def test_json_is_read_as_data(tmp_path: Path) -> None:
    found = scan(
        tmp_path, '{"module": {"a": {"source": "./a"}, "b": {"source": "x/y/z"}}}', "a.tf.json"
    )
    assert (found.modules, found.certain) == (("./a",), True)
    assert not scan(tmp_path, '{"module": [{"a": [{"source": "${var.x}"}]}]}', "a.tf.json").certain
    assert not scan(tmp_path, "{", "a.tf.json").certain


def test_an_override_file_counts_by_its_name(tmp_path: Path) -> None:
    plain = scan(tmp_path, "locals {}", "other.tf")
    (tmp_path / "other.tf").rename(tmp_path / "other_override.tf")
    assert read_requirements(tmp_path) != plain


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ('terraform {\n  backend "s3" {}\n}\n', True),
        ("terraform {\n  cloud {}\n}\n", True),
        ('terraform {\n  backend "local" {}\n}\n', False),
        ("terraform {}\n", False),
    ],
)
def test_remote_backends_are_told_from_local_ones(tmp_path: Path, text: str, remote: bool) -> None:
    assert scan(tmp_path, text).remote_backend is remote


@given(st.text())
def test_any_text_can_be_scanned(text: str) -> None:
    requirements._scan(text)
    requirements._scan_json(text)


@given(st.integers(), st.text(st.characters(exclude_characters='"\\\n\r', codec="utf-8")))
def test_arguments_of_resources_never_count(memory: int, name: str) -> None:
    block = 'resource "aws_x" "y" {\n  memory = 1\n  name = "z"\n}\n'
    other = block.replace("1", str(memory)).replace('"z"', f'"{name}"')
    assert requirements._scan(block) == requirements._scan(other)
