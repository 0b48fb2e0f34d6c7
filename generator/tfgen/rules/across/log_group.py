"""TFG903: two stacks create a log group of one name.

CreateLogGroup refuses the second (ResourceAlreadyExistsException).
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.across.scope import fact, items, known, scope
from tfgen.rules.frame import AcrossRule, Fact, Subject


def facts(subject: Subject) -> Iterator[Fact]:
    """The name of each log group, in an account and region that are known."""
    found = list(items(subject, "aws_cloudwatch_log_group"))
    where = scope(subject) if found else None
    for item in found if where else ():
        name = known(item, "name")
        if name and where:
            words = f"another stack creates the log group {name}, too"
            yield from fact(subject, item, "name", (*where, name), words)


RULE = AcrossRule(
    "TFG903",
    "log group created twice",
    "error",
    facts,
    "give each a name of its own, or let one stack create it",
)
