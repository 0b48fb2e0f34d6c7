"""TFG802: the ID of a VPC, subnet or security group is written into a resource or call.

Nobody sees from it which network it is, and it differs in every environment. Locals, variables and
data sources are the place for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.safety.literals import literals

_WORDS = {"vpc": "the VPC", "subnet": "the subnet", "sg": "the security group"}
_ID = re.compile(r"(?<![\w-])(?P<kind>vpc|subnet|sg)-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![\w-])")

_HINT = re.compile(r"(?:vpc|subnet|sg)-[0-9a-f]{8}")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each attribute with such an ID in it."""
    for found in literals(subject.module, _ID, _HINT):
        message = f"{_WORDS[found.match['kind']]} {found.match.group()} is written here"
        remedy = "take it from a local value, a variable, a data source or another stack's output"
        yield RULE.finding(*found.place, message, remedy)


RULE = Rule("TFG802", "hard-coded VPC, subnet or security group", "warning", check)
