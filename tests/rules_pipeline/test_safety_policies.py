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
        ('["iam:PassRole"]', '["*"]', CONDITION, []),
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


PASSED = """condition {
      test     = "StringLike"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
"""


def test_a_role_that_may_be_passed_to_some_services_only(find: Find) -> None:
    assert find(as_document('["iam:PassRole"]', '["*"]', PASSED)) == []
    dynamic = PASSED.replace("condition {", 'dynamic "condition" {\nfor_each = var.x\ncontent {')
    assert find(as_document('["iam:PassRole"]', '["*"]', dynamic + "}\n")) == []


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ('Resource = "*", Condition = { StringEquals = var.x }', []),
        ('Resource = "*", Condition = { (var.x) = { a = "b" } }', []),
        ('Resource = "*", Condition = var.none == null ? null : { Bool = { a = true } }', []),
        ('Resource = var.none == null ? "*" : var.none', []),
        ('Resource = "*", Sid = var.all', ["TFG804", "TFG805"]),
        ("Resource = var.all", []),
    ],
)
def test_what_is_not_known_of_a_statement(statement: str, codes: list[str], find: Find) -> None:
    both = f'Effect = "Allow", Action = ["kms:Decrypt", "iam:PassRole"], {statement}'
    text = (
        'variable "x" {}\nvariable "none" {\n  default = null\n}\n'
        'variable "all" {\n  default = "*"\n}\nresource "aws_iam_policy" "p" {\n'
    )
    several = f"  policy = jsonencode({{ Statement = [{{ {both} }}] }})\n}}\n"
    assert [one.code for one in find(text + several)] == codes
    one = f"  policy = jsonencode({{ Statement = {{ {both} }} }})\n}}\n"
    assert [each.code for each in find(text + one)] == codes


def test_defaults_of_a_document_are_for_the_caller(find: Find) -> None:
    default = 'variable "all" {\n  default = ["*"]\n}\n'
    assert find(default + as_document('["kms:Decrypt"]', "var.all")) == []
    assert find(default + as_document("var.all", '["*"]')) == []
    assert find(default + as_json("var.all", '"*"')) == []


def test_an_action_is_named_once(find: Find) -> None:
    (finding,) = find(as_json('["kms:Decrypt", "iam:*", "kms:Decrypt"]', '"*"'), "TFG804")
    assert finding.message == "kms:Decrypt, iam:* are allowed on every resource of the account"
    (finding,) = find(as_json('["kms:Decrypt", "kms:Decrypt"]', '"*"'), "TFG804")
    assert finding.message == "kms:Decrypt is allowed on every resource of the account"


def test_policies_that_only_limit_others(find: Find) -> None:
    everything = as_document('["*"]', '["*"]')
    control = 'resource "aws_organizations_policy" "s" {\n  name = "s"\n'
    control += "  content = data.aws_iam_policy_document.d.json\n}\n"
    assert find(everything + control) == []
    policy = 'resource "aws_iam_policy" "b" {\n  policy = data.aws_iam_policy_document.d.json\n}\n'
    bounded = 'resource "aws_iam_role" "r" {\n  permissions_boundary = aws_iam_policy.b.arn\n}\n'
    assert find(everything + policy + bounded) == []
    assert [one.code for one in find(everything + policy)] == ["TFG803"]
    written = policy.replace(
        "data.aws_iam_policy_document.d.json", "jsonencode({ Statement = [] })"
    )
    assert find(written + bounded) == []


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


def test_trust_by_default(find: Find) -> None:
    everybody = 'variable "all" {\n  default = ["*"]\n}\n'
    assert find(everybody + role("{ AWS = var.all }")) == []
    assert find('variable "x" {}\n' + role('"*"', "{ StringEquals = var.x }")) == []


def test_trust_in_a_document(find: Find) -> None:
    principals = 'principals {\ntype = "AWS"\nidentifiers = ["*"]\n}\n'
    document = as_document('["sts:AssumeRole"]', "null", principals).replace("resources = null", "")
    trust = 'resource "aws_iam_role" "r" {\n'
    trust += "  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n"
    (finding,) = find(document + trust)
    assert (finding.code, finding.line) == ("TFG806", 7)
    assert find(document) == []
    default = 'variable "all" {\n  default = ["*"]\n}\n'
    assert find(default + document.replace('["*"]', "var.all") + trust) == []
