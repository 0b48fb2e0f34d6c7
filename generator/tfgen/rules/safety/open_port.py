"""TFG808: a security group lets the whole Internet in on a port that is not for the web.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import Known, Node, Place

_WORLD = frozenset({"0.0.0.0/0", "::/0"})
_WEB = ((80, 80), (443, 443))
_PORTS = {"tcp", "udp", "6", "17"}
_EVERYTHING = {"-1", "all"}


@dataclass(frozen=True)
class _Opening:
    """A rule for incoming traffic from the whole Internet; `ports` is None for every port."""

    ports: tuple[int, int] | None
    place: Place


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule that opens other ports than 80 and 443 to everybody."""
    for node, cidrs in _rules(subject):
        opening = _opening(node, cidrs)
        if opening is None or opening.ports in _WEB:
            continue
        first, last = opening.ports or (0, 65535)
        ports = "every port" if (first, last) == (0, 65535) else f"ports {first} to {last}"
        ports = f"port {first}" if first == last else ports
        message = f"the whole Internet may connect to {ports}"
        remedy = "name the addresses or the security groups that may"
        for place in subject.view.blame(opening.place, node.place):
            yield RULE.finding(*place, message, remedy)


def _rules(subject: Subject) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """The rules for incoming traffic, with the names of the attributes for addresses."""
    lists, single = ("cidr_blocks", "ipv6_cidr_blocks"), ("cidr_ipv4", "cidr_ipv6")
    view = subject.view
    for group in view.resources("aws_security_group", "aws_default_security_group"):
        yield from ((block, lists) for block in group.blocks("ingress"))
    for rule in view.resources("aws_security_group_rule"):
        kind = rule.attribute("type")
        if isinstance(kind, Known) and kind.text == "ingress":
            yield rule, lists
    yield from ((one, single) for one in view.resources("aws_vpc_security_group_ingress_rule"))


def _opening(node: Node, cidrs: tuple[str, ...]) -> _Opening | None:
    answers = [node.attribute(name) for name in cidrs]
    world = next((one for one in answers if isinstance(one, Known) and _is_open(one)), None)
    name = "ip_protocol" if cidrs[0] == "cidr_ipv4" else "protocol"
    protocol = node.attribute(name)
    if world is None or not isinstance(protocol, Known):
        return None
    if str(protocol.text).lower() in _EVERYTHING:
        return _Opening(None, world.place)
    first, last = node.attribute("from_port"), node.attribute("to_port")
    if str(protocol.text).lower() not in _PORTS:
        return None
    if not isinstance(first, Known) or not isinstance(last, Known):
        return None
    if first.number is None or last.number is None:
        return None
    return _Opening((first.number, last.number), world.place)


def _is_open(answer: Known) -> bool:
    values = answer.items or (answer.value,)
    return answer.settled and any(isinstance(one, str) and one in _WORLD for one in values)


RULE = Rule("TFG808", "port open to the whole Internet", "warning", check)
