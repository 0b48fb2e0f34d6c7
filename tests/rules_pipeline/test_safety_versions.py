"""TFG815 to TFG818: versions and locks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]
PROVIDER = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
REQUIRED = (
    'terraform {\n  required_version = ">= 1.10"\n  required_providers {\n    aws = %s\n  }\n}\n'
)
PINNED = '{ source = "hashicorp/aws", version = "~> 5.95" }'


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (REQUIRED % PINNED + PROVIDER, []),
        (REQUIRED % '"~> 5.95"' + PROVIDER, []),
        (REQUIRED % '{ source = "hashicorp/aws" }' + PROVIDER, ["TFG815"]),
        (REQUIRED % PINNED + PROVIDER + 'resource "random_id" "r" {}\n', ["TFG815"]),
        (REQUIRED % PINNED + PROVIDER + 'resource "terraform_data" "r" {}\n', []),
        (PROVIDER.replace("{\n", '{\n  version = "~> 2.0"\n'), ["TFG818"]),
        (PROVIDER, ["TFG815", "TFG818"]),
        # No stack, but a module; or one that is not wholly known.
        ('resource "aws_x" "r" {}\n', []),
        ('provider "aws" {}\nresource "aws_x" "r" {}\n', []),
        ('terraform {\n  backend "local" {}\n}\n', ["TFG818"]),
        (PROVIDER + "# file: more.tf.json\n{}\n", ["TFG815", "TFG818"]),
    ],
)
def test_versions_of_providers_and_terraform(text: str, codes: list[str], find: Find) -> None:
    assert [one.code for one in find(text)] == codes


@pytest.mark.parametrize(
    ("source", "version", "found"),
    [
        ("git::https://example.com/m.git", "", 1),
        ("git::https://example.com/m.git//vpc?ref=v1.0.0", "", 0),
        ("git::https://example.com/m.git?depth=1&ref=0a1b2c3", "", 0),
        ("git::ssh://git@example.com/m.git?ref=main", "", 1),
        ("git@github.com:example/m.git", "", 1),
        ("github.com/example/m", "", 1),
        ("github.com/example/m?ref=v1", "", 0),
        ("terraform-aws-modules/vpc/aws", "", 1),
        ("terraform-aws-modules/vpc/aws//modules/x", "", 1),
        ("app.terraform.io/example/vpc/aws", "", 1),
        ("terraform-aws-modules/vpc/aws", "~> 5.0", 0),
        ("./m", "", 0),
        ("../a/b/c", "", 0),
        ("s3::https://s3.amazonaws.com/b/m.zip", "", 0),
    ],
)
def test_versions_of_modules(source: str, version: str, found: int, find: Find) -> None:
    more = f'  version = "{version}"\n' if version else ""
    text = f'module "m" {{\n  source = "{source}"\n{more}}}\n'
    assert len(find(text, "TFG816")) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", 1),
        ("use_lockfile = true", 0),
        ("use_lockfile = false", 1),
        ('dynamodb_table = "locks"', 0),
    ],
)
def test_locks(more: str, found: int, find: Find) -> None:
    backend = (
        f'terraform {{\n  backend "s3" {{\n    bucket = "b"\n    key = "k"\n{more}\n  }}\n}}\n'
    )
    assert len(find(backend, "TFG817")) == found
    assert find(backend.replace('bucket = "b"\n', ""), "TFG817") == []
    assert find(backend.replace('"s3"', '"gcs"'), "TFG817") == []
