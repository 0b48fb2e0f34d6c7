"""A security group repeats the rules that are resources of their own; any other rule is drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.review.drift.frame import SIBLINGS, Owner, Present, entrywise
from tfgen.review.model import Change

_LISTS = {
    "cidr_blocks": "cidr_ipv4",
    "ipv6_cidr_blocks": "cidr_ipv6",
    "prefix_list_ids": "prefix_list_id",
    "security_groups": "referenced_security_group_id",
}
_GROUP = "referenced_security_group_id"
_Rule = tuple[str, int, int, str, str, str]


def _settle(change: Change, attribute: str, present: Present) -> list[Any]:
    group = str(change.after.get("id"))
    known = set(_known(attribute, group, present))
    return entrywise(
        change.before.get(attribute),
        change.after.get(attribute),
        lambda entry: known.issuperset(_spread(entry, group)),
    )


def _known(direction: str, group: str, present: Present) -> Iterator[_Rule]:
    """The rules that resources of their own make."""
    for one in present.of(f"aws_vpc_security_group_{direction}_rule"):
        if one.get("security_group_id") == group:
            for kind in _LISTS.values():
                if one.get(kind):
                    yield _rule(one, kind, one[kind], one.get("ip_protocol"))
    for one in present.of("aws_security_group_rule"):
        if one.get("security_group_id") == group and one.get("type") == direction:
            source = one.get("source_security_group_id")
            groups = [source] if source and not one.get("self") else []
            yield from _spread({**one, "security_groups": groups}, group)


def _spread(entry: Mapping[str, Any], group: str) -> Iterator[_Rule]:
    """A rule for each source of an entry: the provider joins those that differ in nothing else."""
    for key, kind in _LISTS.items():
        for source in entry.get(key) or []:
            yield _rule(entry, kind, source, entry.get("protocol"))
    if entry.get("self"):
        yield _rule(entry, _GROUP, group, entry.get("protocol"))


def _rule(values: Mapping[str, Any], kind: str, source: Any, protocol: Any) -> _Rule:
    # All protocols have all ports: the resource says null or -1, the group 0.
    ports = (0, 0) if str(protocol) == "-1" else (values.get("from_port"), values.get("to_port"))
    first, last = (int(port or 0) for port in ports)
    # A group of another account is written ACCOUNT/GROUP.
    name = str(source).rpartition("/")[2] if kind == _GROUP else str(source)
    return str(protocol), first, last, kind, name, str(values.get("description") or "")


OWNER = Owner(
    "group-rules",
    SIBLINGS,
    {"aws_security_group": frozenset({"ingress", "egress"})},
    _settle,
)
