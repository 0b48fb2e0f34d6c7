"""TFG803: a policy that allows every action of every service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.statements import statements

_EVERYTHING = frozenset({"*", "*:*"})


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each statement with the action `*`."""
    for one in statements(subject):
        if one.kind == "identity" and _EVERYTHING & set(one.actions):
            message = "this policy allows every action of every service"
            remedy = "name the actions that are needed"
            yield RULE.finding(*one.at_actions, message, remedy)


RULE = Rule("TFG803", "policy that allows every action", "warning", check)
