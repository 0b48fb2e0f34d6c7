"""Which provider serves a block."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.hcl.module import Module
from tfgen.hcl.reader import Reader
from tfgen.provider_schema.sources import (
    BUILT_IN,
    address,
    local_name,
    locked,
    requirement,
    requirements,
)
from tfgen.provider_schema.versions import Version, parse_constraints


def module(folder: Path, text: str) -> Module:
    (folder / "main.tf").write_text(text)
    [found] = Reader().modules([folder])
    return found


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("aws", "registry.terraform.io/hashicorp/aws"),
        ("HashiCorp/AWS", "registry.terraform.io/hashicorp/aws"),
        ("registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"),
        ("example.com/acme/thing", "example.com/acme/thing"),
        ("a/b/c/d", None),
        ("acme/thing/", None),
        ("", None),
    ],
)
def test_address(source: str, whole: str | None) -> None:
    assert address(source) == whole


def test_local_name_is_the_first_word_of_a_type() -> None:
    assert local_name("aws_ecs_service") == "aws"
    assert local_name("thing") == "thing"


def test_requirements_of_a_module(tmp_path: Path) -> None:
    found = requirements(
        module(
            tmp_path,
            """
            terraform {
              required_providers {
                aws = {
                  source                = "hashicorp/aws"
                  version               = "~> 5.0"
                  configuration_aliases = [aws.a]
                }
                old   = "~> 2.0"
                bare  = { version = "1.0.0" }
                wrong = { source = "a/b/c/d" }
                value = { source = var.source }
                ours  = { source = "example.com/acme/ours", version = "nonsense" }
              }
            }
            provider "aws" {
              version = "!= 5.1.0"
            }
            provider "random" {
              version = "~> 3.0"
            }
            """,
        )
    )
    assert {name: one.source for name, one in found.items()} == {
        "aws": "registry.terraform.io/hashicorp/aws",
        "old": "registry.terraform.io/hashicorp/old",
        "bare": "registry.terraform.io/hashicorp/bare",
        "wrong": None,
        "value": None,
        "ours": "example.com/acme/ours",
        "random": "registry.terraform.io/hashicorp/random",
    }
    assert found["aws"].constraints == parse_constraints("~> 5.0, != 5.1.0")
    assert found["ours"].constraints is None


def test_a_name_that_is_not_listed_is_hashicorps_or_built_in() -> None:
    assert requirement("aws", {}).source == "registry.terraform.io/hashicorp/aws"
    assert requirement("terraform", {}).source == BUILT_IN


def test_lock_file(tmp_path: Path) -> None:
    (tmp_path / ".terraform.lock.hcl").write_text(
        """# This file is maintained automatically by "terraform init".

provider "registry.opentofu.org/hashicorp/aws" {
  version     = "5.100.0"
  constraints = "~> 5.0"
  hashes = [
    "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=",
  ]
}
"""
    )
    assert locked(tmp_path) == {"registry.terraform.io/hashicorp/aws": Version((5, 100, 0))}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"provider {"])
def test_a_lock_file_that_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".terraform.lock.hcl").write_bytes(content)
    assert locked(tmp_path) == {}
