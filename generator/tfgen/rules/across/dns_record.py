"""TFG905: two stacks create one DNS record.

ChangeResourceRecordSets refuses to create the second.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.across.scope import fact, items, known, scope
from tfgen.rules.frame import AcrossRule, Fact, Subject
from tfgen.view.model import ABSENT, Item, Known


def facts(subject: Subject) -> Iterator[Fact]:
    """Name and type of each record in a zone that is known."""
    for item in items(subject, "aws_route53_record"):
        zone, name, kind = _zone(subject, item), known(item, "name"), known(item, "type")
        overwrites = item.attribute("allow_overwrite")
        if zone is None or name is None or kind is None or not _single(item):
            continue
        if isinstance(overwrites, Known) and overwrites.flag:
            continue
        domain = zone[1]
        full = name.lower().rstrip(".")
        if domain and full != domain and not full.endswith(f".{domain}"):
            full = f"{full}.{domain}".lstrip(".")
        words = f"another stack creates the record {kind} {full}, too"
        yield from fact(subject, item, "name", (*zone, full, kind), words)


def _single(item: Item) -> bool:
    """Whether it is a simple record, of which there is one for each name and type."""
    return item.attribute("set_identifier") is ABSENT


def _zone(subject: Subject, item: Item) -> tuple[str, str] | None:
    """What tells the zone from others, and its domain where that is known."""
    zone = item.target("zone_id")
    if zone is None:
        given = known(item, "zone_id")
        return (given, "") if given else None
    # A zone that the stack makes itself holds no records of other stacks.
    if zone.mode != "data" or zone.type != "aws_route53_zone":
        return None
    given, where = known(zone, "zone_id"), scope(subject)
    name, private = known(zone, "name"), known(zone, "private_zone") or "false"
    if given:
        return given, ""
    if name is None or where is None or zone.attribute("vpc_id") is not ABSENT:
        return None
    return f"{where[0]} {private}", name.lower().rstrip(".")


RULE = AcrossRule(
    "TFG905",
    "DNS record created twice",
    "error",
    facts,
    "give one of the two another name, or let one stack create it",
)
