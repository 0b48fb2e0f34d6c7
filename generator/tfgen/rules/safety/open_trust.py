"""TFG806: a role that everybody may assume, or every workflow on GitHub.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.statements import Statement, statements

_GITHUB = "token.actions.githubusercontent.com"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each trust statement that asks for nothing."""
    for one in statements(subject):
        if one.kind != "trust" or one.conditions is None:
            continue
        if _everybody(one) and not one.conditions:
            message = "every AWS account may assume this role"
            remedy = "name the accounts, roles or services that may"
            yield RULE.finding(*one.at_principals, message, remedy)
        elif _github(one) and not any(key.endswith(":sub") for key in one.conditions):
            message = "every workflow of everybody on GitHub may assume this role"
            remedy = f"add a condition on {_GITHUB}:sub that names the repository"
            yield RULE.finding(*one.at_principals, message, remedy)


def _everybody(one: Statement) -> bool:
    return any("*" in one.principals.get(kind, ()) for kind in ("*", "AWS"))


def _github(one: Statement) -> bool:
    return any(name.endswith(_GITHUB) for name in one.principals.get("Federated", ()))


RULE = Rule("TFG806", "role that everybody may assume", "warning", check)
