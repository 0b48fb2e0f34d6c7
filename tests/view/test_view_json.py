"""JSON in attributes, with the parts of it that are not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.view.build import ModuleView
from tfgen.view.model import ABSENT, UNKNOWN, Known

Look = Callable[[str], ModuleView]
MORE = """
resource "repository" "this" {}
variable "port" {}
variable "ports" {
  default = [80]
}
locals {
  image = repository.this.url
  list  = jsonencode([local.one])
  one   = { name = "a", image = local.image }
}
# file: web.json
[{"name": "${name}", "image": "${image}:1", "port": ${port}}]
# file: rows.json
[
%{ for index, each in ports ~}
{"port": ${each}}%{ if index < length(ports) - 1 },%{ endif }
%{ endfor ~}
]
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jsonencode([{ name = \"a\" }])", [{"name": "a"}]),
        ("jsonencode([{ name = \"a\", image = local.image }])", [{"name": "a", "image": UNKNOWN}]),
        ("local.list", [{"name": "a", "image": UNKNOWN}]),
        ('"${local.list}"', [{"name": "a", "image": UNKNOWN}]),
        ('<<-EOT\n  {"a": "x-${local.image}", "b": ${var.port}, "c": ["${2 + 1}"]}\n  EOT\n',
         {"a": UNKNOWN, "b": UNKNOWN, "c": ["3"]}),
        ('<<EOT\n{"a": "\\"${local.image}", "b": 1}\nEOT\n', {"a": UNKNOWN, "b": 1}),
        ('<<EOT\n{"${local.image}": 1}\nEOT\n', UNKNOWN),
        ('templatefile("web.json", { name = "n", image = local.image, port = 1 })',
         [{"name": "n", "image": UNKNOWN, "port": 1}]),
        ('templatefile("web.json", { name = "n", image = "i", port = var.port })',
         [{"name": "n", "image": "i:1", "port": UNKNOWN}]),
        ('templatefile("rows.json", { ports = var.ports })', [{"port": 80}]),
        ('templatefile("rows.json", { ports = var.port })', [UNKNOWN]),
        ('templatefile("none.json", {})', UNKNOWN),
        ('var.port == 1 ? "[]" : "{}"', UNKNOWN),
        ("no json", UNKNOWN),
        ('"no json"', UNKNOWN),
        ("null", ABSENT),
        ("local.image", UNKNOWN),
    ],
)  # fmt: skip
def test_json(look: Look, value: str, expected: object) -> None:
    if value == "no json":
        value = "repository.this.no_json"
    found = look(f'resource "a_thing" "x" {{\n  v = {value}\n}}\n{MORE}')
    answer = found.resources("a_thing")[0].json("v")
    assert (answer.value if isinstance(answer, Known) else answer) == expected


def test_policy_documents(look: Look) -> None:
    found = look("""
resource "aws_iam_role_policy" "this" {
  policy = data.aws_iam_policy_document.this.json
}
resource "bucket" "this" {}
data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = [bucket.this.arn, "arn:aws:s3:::web/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111111111111"]
    }
  }
}
""")
    answer = found.resources("aws_iam_role_policy")[0].json("policy")
    assert isinstance(answer, Known)
    assert answer.value == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Sid": "Read",
                "Action": ["s3:GetObject"],
                "Resource": [UNKNOWN, "arn:aws:s3:::web/*"],
                "Principal": {"AWS": ["*"]},
                "Condition": {"StringEquals": {"aws:SourceAccount": ["111111111111"]}},
            }
        ],
    }


def test_a_policy_that_is_merged_may_say_more(look: Look) -> None:
    found = look("""
resource "aws_iam_role_policy" "this" {
  policy = data.aws_iam_policy_document.this.minified_json
}
data "aws_iam_policy_document" "this" {
  source_policy_documents = [var.more]
}
variable "more" {}
""")
    answer = found.resources("aws_iam_role_policy")[0].json("policy")
    assert isinstance(answer, Known)
    assert answer.value == {"Version": "2012-10-17", "Statement": [UNKNOWN]}
