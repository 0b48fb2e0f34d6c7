"""TFG804: an action that gives away an account, or its secrets, is allowed on every resource.

Only actions that can be confined to resources are listed:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.statements import statements

_DANGEROUS = frozenset(
    one.lower()
    for one in (
        "iam:*",
        "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreatePolicyVersion",
        "iam:PutGroupPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy",
        "kms:*",
        "kms:Decrypt",
        "lambda:*",
        "lambda:UpdateFunctionCode",
        "s3:*",
        "s3:DeleteObject",
        "s3:PutBucketPolicy",
        "secretsmanager:*",
        "secretsmanager:GetSecretValue",
        "ssm:*",
        "sts:*",
        "sts:AssumeRole",
    )
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each statement that allows such actions everywhere, without a condition."""
    for one in statements(subject):
        if one.kind != "identity" or "*" not in one.resources or one.conditions != frozenset():
            continue
        found = {action.lower(): action for action in one.actions if action.lower() in _DANGEROUS}
        if found:
            verb = "is" if len(found) == 1 else "are"
            message = f"{', '.join(found.values())} {verb} allowed on every resource of the account"
            remedy = "name the ARNs in the resources"
            yield RULE.finding(*one.at_resources, message, remedy)


RULE = Rule("TFG804", "dangerous action on every resource", "warning", check)
