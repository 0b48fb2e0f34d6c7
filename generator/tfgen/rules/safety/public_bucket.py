"""TFG807: a bucket that is opened to everybody.

Since April 2023 a new bucket blocks public access and takes no ACLs unless somebody says otherwise,
so the absence of a public access block is no finding.
https://aws.amazon.com/about-aws/whats-new/2023/04/amazon-s3-security-best-practices-buckets-default/
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.statements import statements
from tfgen.view.model import ABSENT, Item, Known, Place

_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read", "website"})
_BLOCKS = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each ACL, each opened public access block and each policy for everybody."""
    for item in subject.view.resources("aws_s3_bucket", "aws_s3_bucket_acl"):
        acl = item.attribute("acl")
        if isinstance(acl, Known) and acl.settled and acl.text in _ACLS:
            message = f"the ACL {acl.text} opens the bucket to everybody"
            yield from _report(subject, (acl.place, item.place), message, 'acl = "private"')
    for item in subject.view.resources("aws_s3_bucket_public_access_block"):
        open_ = _open(item)
        if open_:
            places = item.at(open_[0]), item.place
            verb = "is" if len(open_) == 1 else "are"
            message = f"the bucket does not block public access: {', '.join(open_)} {verb} false"
            yield from _report(subject, places, message, f"{open_[0]} = true")
    for one in statements(subject):
        everybody = any("*" in one.principals.get(kind, ()) for kind in ("*", "AWS"))
        if one.on == "aws_s3_bucket_policy" and everybody and one.conditions == frozenset():
            message = "the policy opens the bucket to everybody"
            remedy = "name the principals, or add a condition"
            yield RULE.finding(*one.at_principals, message, remedy)


def _open(item: Item) -> list[str]:
    """The settings that are certainly false; they are so where they are not written."""
    answers = {name: item.attribute(name) for name in _BLOCKS}
    return [
        name
        for name, answer in answers.items()
        if answer is ABSENT
        or (isinstance(answer, Known) and answer.settled and answer.flag is False)
    ]


def _report(
    subject: Subject, places: tuple[Place, ...], message: str, remedy: str
) -> Iterator[Finding]:
    for place in subject.view.blame(*places):
        yield RULE.finding(*place, message, remedy)


RULE = Rule("TFG807", "public bucket", "warning", check)
