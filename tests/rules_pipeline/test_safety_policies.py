"""TFG803 to TFG806: what IAM policies allow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tfgen.rules.frame import Finding

Find = Callable[..., list[Finding]]


def as_document(actions: str, resources: str, more: str = "", effect: str = "Allow") -> str:
    return (
        'variable "x" {}\ndata "aws_iam_policy_document" "d" {\n  statement {\n'
        f'    effect = "{effect}"\n    actions = {actions}\n    resources = {resources}\n'
        f"{more}  }}\n}}\n"
    )


def as_json(actions: str, resources: str, more: str = "", effect: str = "Allow") -> str:
    condition = ", Condition = { Bool = { a = true } }" if more else ""
    return (
        'variable "x" {}\nresource "aws_iam_role_policy" "p" {\n  role = "r"\n'
        f'  policy = jsonencode({{ Statement = {{ Effect = "{effect}", Action = {actions},'
        f" Resource = {resources}{condition} }} }})\n}}\n"
    )


CONDITION = 'condition {\ntest = "Bool"\nvariable = "a"\nvalues = ["true"]\n}\n'


@pytest.mark.parametrize("write", [as_document, as_json])
@pytest.mark.parametrize(
    ("actions", "resources", "more", "codes"),
    [
        ('["*"]', '["*"]', "", ["TFG803"]),
        ('["s3:GetObject", "*"]', "[var.x]", "", ["TFG803"]),
        ('["s3:GetObject"]', '["*"]', "", []),
        ('["iam:CreateAccessKey", "s3:GetObject"]', '["*"]', "", ["TFG804"]),
        ('["SecretsManager:getsecretvalue"]', '["*"]', "", ["TFG804"]),
        ('["kms:Decrypt"]', "[var.x]", "", []),
        ('["kms:Decrypt"]', '["*"]', CONDITION, []),
        ("var.x", '["*"]', "", []),
        ('["iam:PassRole"]', '["*"]', "", ["TFG805"]),
        ('["iam:PassRole"]', '["*"]', CONDITION, ["TFG805"]),
        ('["iam:Pass*"]', '["arn:aws:iam::*:role/*"]', "", ["TFG805"]),
        ('["iam:PassRole"]', '["arn:aws:iam::*:role/web-*"]', "", []),
        ('["iam:PassRole"]', "[var.x]", "", []),
    ],
)
def test_statements(
    write: Callable[..., str], actions: str, resources: str, more: str, codes: list[str], find: Find
) -> None:
    assert [one.code for one in find(write(actions, resources, more))] == codes
    assert find(write(actions, resources, more, effect="Deny")) == []


def test_the_policy_of_a_key_is_about_the_key(find: Find) -> None:
    principals = 'principals {\ntype = "AWS"\nidentifiers = [var.x]\n}\n'
    assert find(as_document('["kms:*", "*"]', '["*"]', principals)) == []


def role(principal: str, condition: str = "") -> str:
    more = f", Condition = {condition}" if condition else ""
    return (
        'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Statement = [{\n'
        f'    Effect = "Allow", Action = "sts:AssumeRole", Principal = {principal}{more}\n'
        "  }] })\n}\n"
    )


GITHUB = '{ Federated = "arn:aws:iam::${var.x}:oidc-provider/token.actions.githubusercontent.com" }'
SUBJECT = '{ StringLike = { "token.actions.githubusercontent.com:sub" = "repo:e/w:*" } }'
AUDIENCE = '{ StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }'


@pytest.mark.parametrize(
    ("principal", "condition", "found"),
    [
        ('"*"', "", 1),
        ('{ AWS = "*" }', "", 1),
        ('{ AWS = ["*"] }', "", 1),
        ('{ AWS = "*" }', '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }', 0),
        ('{ AWS = "*" }', "var.x", 0),
        ('{ Service = "ecs-tasks.amazonaws.com" }', "", 0),
        ("{ AWS = var.x }", "", 0),
        (GITHUB.replace("${var.x}", "1"), AUDIENCE, 1),
        (GITHUB.replace("${var.x}", "1"), SUBJECT, 0),
    ],
)
def test_trust(principal: str, condition: str, found: int, find: Find) -> None:
    text = 'variable "x" {}\n' + role(principal, condition)
    assert [one.code for one in find(text)] == ["TFG806"] * found


def test_trust_in_a_document(find: Find) -> None:
    principals = 'principals {\ntype = "AWS"\nidentifiers = ["*"]\n}\n'
    document = as_document('["sts:AssumeRole"]', "null", principals).replace("resources = null", "")
    trust = 'resource "aws_iam_role" "r" {\n'
    trust += "  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n"
    (finding,) = find(document + trust)
    assert (finding.code, finding.line) == ("TFG806", 7)
    assert find(document) == []
