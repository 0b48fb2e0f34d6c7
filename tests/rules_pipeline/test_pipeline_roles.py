"""TFG714 and TFG715: what a pipeline needs besides itself, a role and versions of its source."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]
Write = Callable[..., str]
SOURCE = 'S3Bucket = aws_s3_bucket.source.bucket\nS3ObjectKey = "release.zip"'
ROLE = 'resource "aws_iam_role" "p" {\n  name = "p"\n  assume_role_policy = "{}"\n}\n'


@pytest.fixture
def text(action: Write, stages: Write) -> str:
    source = action("Source", "S3", SOURCE, outputs="source")
    build = action("Build", "CodeBuild", 'ProjectName = "web"', "source", name="Build")
    bucket = 'resource "aws_s3_bucket" "source" {}\n'
    return bucket + stages([source], [build], role="aws_iam_role.p.arn")


def policy(actions: str, effect: str = "Allow") -> str:
    statement = f'{{ Effect = "{effect}", Action = {actions}, Resource = "*" }}'
    return f"jsonencode({{ Statement = [{statement}] }})"


def inline(actions: str) -> str:
    return (
        'resource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.p.id\n'
        f"  policy = {policy(actions)}\n}}\n"
    )


NEEDED = '["codebuild:StartBuild", "codebuild:BatchGetBuilds"]'


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        (inline('"s3:*"'), "codebuild:StartBuild, codebuild:BatchGetBuilds"),
        (inline('["codebuild:Start*"]'), "codebuild:BatchGetBuilds"),
        (inline(NEEDED), ""),
        (inline('"codebuild:*"'), ""),
        (inline('"*"'), ""),
        (
            inline('"CodeBuild:startbuild"')
            + inline('"codebuild:Batch*"').replace('"p"', '"q"', 1),
            "",
        ),
        (
            inline(NEEDED).replace('"Allow"', '"Deny"'),
            "codebuild:StartBuild, codebuild:BatchGetBuilds",
        ),
    ],
)
def test_what_a_role_lacks(more: str, missing: str, text: str, find: Find) -> None:
    found = find(text + ROLE + more, "TFG714")
    assert [one.message.rpartition(": ")[2] for one in found] == ([missing] if missing else [])


@pytest.mark.parametrize(
    "more",
    [
        # A managed policy, a variable, a statement that names what is not allowed.
        'resource "aws_iam_role_policy_attachment" "p" {\n  role = aws_iam_role.p.name\n'
        '  policy_arn = "arn:aws:iam::aws:policy/AWSCodeBuildAdminAccess"\n}\n',
        'variable "policy" {}\nresource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.p.id\n'
        "  policy = var.policy\n}\n",
        inline('"s3:*"').replace("Action", "NotAction"),
        # A module from elsewhere is told of the role, or a policy of an unknown role.
        'module "more" {\n  source = "e/policies/aws"\n  role = aws_iam_role.p.name\n}\n',
        'module "more" {\n  source = "e/policies/aws"\n  role = "p"\n}\n',
        # The caller of this module is told of it.
        'output "role" {\n  value = { name = aws_iam_role.p.name }\n}\n',
        # What other files override, and a module that is not there.
        '# file: more_override.tf\nresource "aws_iam_role_policy" "p" {\n  policy = "{}"\n}\n',
        'module "more" {\n  source = "./more"\n}\n',
        'resource "aws_iam_role_policy_attachments_exclusive" "p" {\n  role_name = "p"\n}\n',
        # The policy names the role by what is the role's name, too.
        'data "aws_iam_role" "p" {\n  name = "p"\n}\n'
        + inline('"s3:*"').replace("aws_iam_role.p", "data.aws_iam_role.p"),
        'variable "x" {\n  default = []\n}\nresource "aws_iam_role_policy_attachment" "p" {\n'
        "  for_each = toset(var.x)\n  role = aws_iam_role.p.name\n  policy_arn = each.value\n}\n",
        'variable "role" {}\n' + inline('"s3:*"').replace("aws_iam_role.p.id", "var.role"),
        'data "aws_iam_policy_document" "p" {\n  dynamic "statement" {\n    for_each = var.x\n'
        "    content {\n      actions = statement.value\n    }\n  }\n}\n"
        'variable "x" {}\nresource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.p.id\n'
        "  policy = data.aws_iam_policy_document.p.json\n}\n",
    ],
)
def test_a_role_that_is_not_wholly_known(more: str, text: str, find: Find) -> None:
    assert find(text + ROLE + more, "TFG714") == []


def test_a_role_that_is_only_read(text: str, find: Find) -> None:
    read = 'data "aws_iam_role" "p" {\n  name = "deployer"\n}\n'
    reads = text.replace("aws_iam_role.p.arn", "data.aws_iam_role.p.arn")
    assert find(reads + read, "TFG714") == []
    # Policies of a role of the same name in Terraform are not those of the role that is read.
    assert find(reads + read + ROLE + inline('"s3:*"'), "TFG714") == []


def test_the_role_of_a_stack_is_extended_by_nobody(text: str, find: Find) -> None:
    output = 'output "role" {\n  value = aws_iam_role.p.arn\n}\n'
    stack = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
    assert len(find(text + ROLE + output + stack, "TFG714")) == 1


def test_policies_by_attachment_and_document(text: str, find: Find) -> None:
    attached = (
        'data "aws_iam_policy_document" "p" {\n  statement {\n    actions = ["s3:GetObject"]\n'
        '    resources = ["*"]\n  }\n}\n'
        'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.p.json\n}\n'
        'resource "aws_iam_role_policy_attachment" "p" {\n  role = aws_iam_role.p.name\n'
        "  policy_arn = aws_iam_policy.p.arn\n}\n"
    )
    assert len(find(text + ROLE + attached, "TFG714")) == 1
    assert find(text + ROLE + attached.replace("s3:GetObject", "codebuild:*"), "TFG714") == []


def test_whoever_registers_a_task_definition_passes_its_roles(
    action: Write, stages: Write, find: Find
) -> None:
    deploy = action("Deploy", "ECS", 'ClusterName = "c"\nServiceName = "s"', "source")
    text = stages([], [deploy], role="aws_iam_role.p.arn") + ROLE + inline('"ecs:*"')
    assert find(text, "TFG714") == []
    task = 'resource "aws_ecs_task_definition" "t" {\n  execution_role_arn = "arn:x"\n}\n'
    (finding,) = find(text + task, "TFG714")
    assert finding.message.endswith("needs: iam:PassRole")
    role = 'resource "aws_iam_role" "t" {}\n' + task.replace('"arn:x"', "aws_iam_role.t.arn")
    assert len(find(text + role, "TFG714")) == 1
    optional = 'variable "x" {\n  default = null\n}\n' + task.replace('"arn:x"', "var.x")
    assert find(text + optional, "TFG714") == []
    other = 'resource "aws_ecs_task_definition" "u" {}\n'
    assert find(text + task + other, "TFG714") == []


VERSIONS = (
    'resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.source.id\n'
    '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("", ["TFG715"]),
        (VERSIONS, []),
        (VERSIONS.replace("Enabled", "Suspended"), ["TFG715"]),
        ('variable "s" {}\n' + VERSIONS.replace('"Enabled"', "var.s"), []),
        ('variable "b" {}\n' + VERSIONS.replace("aws_s3_bucket.source.id", "var.b"), []),
        ('module "v" {\n  source = "e/v/aws"\n  bucket = aws_s3_bucket.source.id\n}\n', []),
        ('output "bucket" {\n  value = aws_s3_bucket.source.id\n}\n', []),
    ],
)
def test_versions_of_the_source(more: str, codes: list[str], text: str, find: Find) -> None:
    assert [one.code for one in find(text + more, "TFG715")] == codes


def test_a_bucket_of_somebody_else(text: str, find: Find) -> None:
    elsewhere = text.replace("aws_s3_bucket.source.bucket", '"elsewhere"')
    assert find(elsewhere, "TFG715") == []


def test_versioning_as_a_block_of_old(text: str, find: Find) -> None:
    old = text.replace('"source" {}', '"source" {\n  versioning {\n    enabled = true\n  }\n}')
    assert find(old, "TFG715") == []
