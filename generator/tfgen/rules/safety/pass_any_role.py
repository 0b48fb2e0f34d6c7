"""TFG805: `iam:PassRole` on every role.

Whoever may pass any role to a service he may start has the rights of the strongest role.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.statements import statements

_PASS = re.compile(r"iam:pass(role|\*|ro?l?e?\*)", re.I)
_ANY = re.compile(r"\*|arn:[\w*-]+:iam::[\w*]*:(role/)?\*")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each statement that allows to pass any role, without a condition."""
    for one in statements(subject):
        if one.kind != "identity" or one.conditions != frozenset():
            continue
        passes = any(_PASS.fullmatch(action) for action in one.actions)
        if passes and any(map(_ANY.fullmatch, one.resources)):
            message = "iam:PassRole is allowed on every role"
            remedy = (
                "name the roles in a statement of its own, with a condition iam:PassedToService"
            )
            yield RULE.finding(*one.at_resources, message, remedy)


RULE = Rule("TFG805", "every role may be passed", "warning", check)
