"""TFG813: a database with an address on the Internet.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known

_TYPES = ("aws_db_instance", "aws_rds_cluster_instance", "aws_redshift_cluster")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each database that is publicly accessible."""
    for item in subject.view.resources(*_TYPES):
        answer = item.attribute("publicly_accessible")
        if isinstance(answer, Known) and answer.settled and answer.flag:
            for place in subject.view.blame(answer.place, item.place):
                message = "the database has an address on the Internet"
                yield RULE.finding(*place, message, "publicly_accessible = false")


RULE = Rule("TFG813", "public database", "warning", check)
