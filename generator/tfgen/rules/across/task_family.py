"""TFG902: two stacks register task definitions of one family.

Each takes the other's newest revision for its own.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#family
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.across.scope import fact, items, known, scope
from tfgen.rules.frame import AcrossRule, Fact, Subject


def facts(subject: Subject) -> Iterator[Fact]:
    """The family of each task definition, in an account and region that are known."""
    found = list(items(subject, "aws_ecs_task_definition"))
    where = scope(subject) if found else None
    for item in found if where else ():
        family = known(item, "family")
        if family and where:
            words = f"the task definitions of another stack have the family {family}, too"
            yield from fact(subject, item, "family", (*where, family), words)


RULE = AcrossRule(
    "TFG902",
    "task family used twice",
    "warning",
    facts,
    "give each stack a family of its own",
)
