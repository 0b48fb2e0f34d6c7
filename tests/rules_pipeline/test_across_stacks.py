"""TFG901 to TFG905: what two stacks may not both say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.rules import ACROSS
from tfgen.validation import validate

Clashes = Callable[[dict[str, str]], list[str]]
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/b/c"
PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)


def provider(account: str = "123456789012", region: str = "eu-west-1") -> str:
    return f'provider "aws" {{\n  region = "{region}"\n  allowed_account_ids = ["{account}"]\n}}\n'


def rule(priority: str = "100", arn: str = f'"{ARN}"') -> str:
    return (
        f'variable "x" {{}}\nresource "aws_lb_listener_rule" "r" {{\n  listener_arn = {arn}\n'
        f"  priority = {priority}\n}}\n"
    )


FAMILY = 'resource "aws_ecs_task_definition" "t" {\n  family = local.name\n}\n'
GROUP = 'resource "aws_cloudwatch_log_group" "g" {\n  name = "/ecs/${local.name}"\n}\n'
NAME = 'locals {\n  name = "web"\n}\n'
RECORD = (
    'resource "aws_route53_record" "r" {\n  zone_id = "Z1"\n  name = "Web.example.com."\n'
    '  type = "A"\n}\n'
)


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (rule(), rule(), ["TFG901"]),
        (rule(), rule('"100"'), ["TFG901"]),
        (rule(), rule("110"), []),
        (rule(), rule(arn=f'"{ARN}d"'), []),
        (rule(arn="var.x"), rule(arn="var.x"), []),
        (rule("var.x"), rule("var.x"), []),
        (
            rule().replace("{}\n", "{\n  default = 1\n}\n", 1).replace("= 100", "= var.x"),
            rule("1"),
            [],
        ),
    ],
)
def test_listeners(one: str, other: str, codes: list[str], clashes: Clashes) -> None:
    assert clashes({"a": one, "b": other}) == codes


@pytest.mark.parametrize(("text", "code"), [(FAMILY + NAME, "TFG902"), (GROUP + NAME, "TFG903")])
@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (provider(), provider(), True),
        (provider(), provider("210987654321"), False),
        (provider(), provider(region="us-east-1"), False),
        ("", "", False),
        (provider(), "", False),
    ],
)
def test_accounts_and_regions(
    text: str, code: str, one: str, other: str, clash: bool, clashes: Clashes
) -> None:
    found = clashes({"a": one + text, "b": other + text})
    assert found == ([code] if clash else [])


def test_other_signs_of_an_account(clashes: Clashes) -> None:
    region = 'provider "aws" {\n  region = "eu-west-1"\n'
    role = region + '  assume_role {\n    role_arn = "arn:aws:iam::123456789012:role/ci"\n  }\n}\n'
    assert clashes({"a": role + FAMILY + NAME, "b": provider() + FAMILY + NAME}) == ["TFG902"]
    profile = region + '  profile = "prd"\n}\n' + FAMILY + NAME
    assert clashes({"a": profile, "b": profile}) == ["TFG902"]
    assert clashes({"a": profile, "b": profile.replace('"prd"', '"stg"')}) == []


def test_environments_by_their_folders(clashes: Clashes) -> None:
    text = 'provider "aws" {\n  region = "eu-west-1"\n}\n' + FAMILY + NAME
    assert clashes({"stacks/prd/web": text, "stacks/prd/api": text}) == ["TFG902"]
    assert clashes({"stacks/prd/web": text, "stacks/stg/web": text}) == []


def test_a_module_that_two_stacks_call(clashes: Clashes) -> None:
    call = f'{provider()}module "m" {{\n  source = "../../m"\n  name = "%s"\n}}\n'
    module = f'variable "name" {{}}\n{FAMILY.replace("local.name", "var.name")}'
    stacks = {"m": module, "s/a": call % "web", "s/b": call % "web"}
    assert clashes(stacks) == ["TFG902"]
    assert clashes({**stacks, "s/b": call % "api"}) == []


def test_what_may_not_be_there(clashes: Clashes) -> None:
    maybe = FAMILY.replace("{\n", "{\n  count = var.n\n", 1) + 'variable "n" {}\n'
    assert clashes({"a": provider() + maybe + NAME, "b": provider() + FAMILY + NAME}) == []


def test_another_provider_configuration(clashes: Clashes) -> None:
    other = FAMILY.replace("{\n", "{\n  provider = aws.us\n", 1)
    assert clashes({"a": provider() + other + NAME, "b": provider() + FAMILY + NAME}) == []


def test_workspaces_tell_stacks_apart(clashes: Clashes) -> None:
    text = provider() + FAMILY.replace("local.name", '"web-${terraform.workspace}"')
    assert clashes({"a": text, "b": text}) == []


def state(key: str, bucket: str = "b") -> str:
    return (
        f'terraform {{\n  backend "s3" {{\n    bucket = "{bucket}"\n    key = "{key}"\n  }}\n}}\n'
    )


def test_states(clashes: Clashes) -> None:
    assert clashes({"a": state("k"), "b": state("k")}) == ["TFG904"]
    assert clashes({"a": state("k"), "b": state("l")}) == []
    assert clashes({"a": state("k"), "b": state("k", "c")}) == []
    assert clashes({"a": state("k"), "b": state("k").replace('    bucket = "b"\n', "")}) == []


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (RECORD, ["TFG905"]),
        (RECORD.replace("Web.example.com.", "web.example.com"), ["TFG905"]),
        (RECORD.replace('"A"', '"AAAA"'), []),
        (RECORD.replace('"Z1"', '"Z2"'), []),
        (RECORD.replace("Web", "api"), []),
        (RECORD.replace('"A"\n', '"A"\n  set_identifier = "x"\n'), []),
        (RECORD.replace('"A"\n', '"A"\n  allow_overwrite = true\n'), []),
    ],
)
def test_records(other: str, codes: list[str], clashes: Clashes) -> None:
    assert clashes({"a": RECORD, "b": other}) == codes


def test_a_zone_by_its_name(clashes: Clashes) -> None:
    zone = 'data "aws_route53_zone" "z" {\n  name = "example.com"\n}\n' + provider()
    named = zone + RECORD.replace('"Z1"', "data.aws_route53_zone.z.zone_id")
    short = named.replace("Web.example.com.", "web")
    assert clashes({"a": named, "b": short}) == ["TFG905"]
    private = named.replace('"example.com"\n', '"example.com"\n  private_zone = true\n', 1)
    assert clashes({"a": named, "b": private}) == []


@pytest.mark.parametrize("rule", ACROSS, ids=[rule.code for rule in ACROSS])
@pytest.mark.parametrize("heading", ["Fails", "Passes"])
def test_pages(rule: object, heading: str, tmp_path: Path) -> None:
    text = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    example = re.search(rf"^## {heading}\n\n```hcl\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert example
    _, *files = _FILE.split(example[1])
    for name, content in zip(files[::2], files[1::2], strict=True):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    found = [one.code for one in validate([tmp_path], terraform="", root=tmp_path)]
    assert found == ([rule.code] * 2 if heading == "Fails" else [])
