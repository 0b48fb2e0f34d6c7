"""TFG801: the number of an account is written into a resource, data source or call.

Copied into another environment, it points back at the first. Locals and variables are the place
for it. Nothing is said of a stack that is pinned to one account (`allowed_account_ids`): a copy of
it is refused elsewhere until somebody goes through it, and other accounts are named on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.literals import literals
from tfgen.view.model import Known

_ACCOUNT = re.compile(
    r"(?P<arn>\barn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:)(?P<account>\d{12})(?=[:/])"
    r"|(?P<ecr>)(?P<registry>\d{12})(?=\.dkr\.ecr\.)"
    r"|(?<![\w.:/-])(?P<bare>\d{12})(?![\w.:/-])"
)
_HINT = re.compile(r"\d{12}")
# Accounts of AWS's own, which everybody's stacks name.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
# https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/appmesh-getting-started.html
_OF_AWS_TEXT = (
    "127311923021 033677994240 027434742980 797873946194 098369216593 "
    "754344448648 589379963580 718504428378 383597477331 600734575887 "
    "114774131450 783225319266 582318560864 985666609251 054676820928 "
    "156460612806 652711504416 635631232127 009996457667 897822967062 "
    "076674570225 507241528517 048591011584 190560391635 638102146993 "
    "602401143452 840364872350 591542846629 763104351884 683313688378 "
    "137112412989 099720109477 679593333241 801119661308"
)
_OF_AWS = frozenset(_OF_AWS_TEXT.split())


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each attribute with such a number in it."""
    own: frozenset[str] | None = None
    for found in literals(subject.module, _ACCOUNT, _HINT):
        groups = found.match.groupdict()
        account = groups["account"] or groups["registry"] or groups["bare"]
        if account in _OF_AWS or (groups["bare"] and not found.whole):
            continue
        own = _pinned(subject) if own is None else own
        if not own:
            message = f"the account {account} is written here"
            remedy = "take it from a local value, a variable or data.aws_caller_identity"
            yield RULE.finding(*found.place, message, remedy)


def _pinned(subject: Subject) -> frozenset[str]:
    """The accounts that the module's providers are pinned to."""
    view = subject.view
    node = next((item for item in (*view.calls(), *view.resources()) if item.own), None)
    if node is None:
        return frozenset()
    accounts: set[str] = set()
    for _, provider in subject.module.blocks("provider"):
        attribute = provider.body.attribute("allowed_account_ids")
        answer = node.evaluator.answer(node, attribute.value) if attribute else None
        accounts.update(map(str, answer.items if isinstance(answer, Known) else ()))
    return frozenset(accounts)


RULE = Rule("TFG801", "hard-coded account", "warning", check)
