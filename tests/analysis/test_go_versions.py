"""Version constraints on Terraform and on modules. What needs a registry no case can hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.analysis.go_versions import admit_major, conditions

Analysed = Callable[..., list[tuple[str, str, int]]]


@pytest.mark.parametrize(
    "text", ["v7.21.1", "~> v7.0", "7.1.2.3", ">= 7.0.0-rc1", "7.0rc1", "1.0+x", " >=v1,< 2 "]
)
def test_versions_of_modules(text: str, analysed: Analysed) -> None:
    assert analysed(f'module "a" {{\n  source  = "a/b/aws"\n  version = "{text}"\n}}\n') == []


@pytest.mark.parametrize("text", ["vv7", "7.x", "7.", "", ">= 1,", "=> 1", "7 8", "9" * 5000])
def test_no_versions_of_modules(text: str, analysed: Analysed) -> None:
    call = f'module "a" {{\n  source  = "a/b/aws"\n  version = "{text}"\n}}\n'
    assert analysed(call) == [("TFG142", "main.tf", 3)]


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("~> 1.5.7", True),
        ("~> 1", True),
        ("~> 0", True),
        ("~> 0.12", False),
        ("~> 2", False),
        ("~> 1.5.0.0", False),
        ("1.5.0.0", True),
        ("1.5.0.1", False),
        ("> 1.5.0.1, < 1.5.2", True),
        ("> 1.5.0, < 1.5.1", False),
        (">= 1.5, < 1.5.2, != 1.5.0, != 1.5.1", False),
        (">= v1.5, != 1.5.0, <= 1.5.1.0", True),
        ("< 1", False),
        ("!= 1.0.0", True),
    ],
)
def test_whether_some_terraform_meets_them(text: str, met: bool) -> None:
    found = conditions(text)
    assert found is not None
    assert admit_major(found, 1) is met
