"""TFG814: a listener answers plain HTTP instead of redirecting to HTTPS.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, Known


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each HTTP listener of a public load balancer that forwards."""
    for item in subject.view.resources("aws_lb_listener", "aws_alb_listener"):
        protocol = item.attribute("protocol")
        if not isinstance(protocol, Known) or not protocol.settled or protocol.text != "HTTP":
            continue
        if _forwards(item) and not _internal(item):
            for place in subject.view.blame(item.at("protocol"), item.place):
                message = "the listener answers plain HTTP"
                remedy = 'default_action { type = "redirect" } to HTTPS'
                yield RULE.finding(*place, message, remedy)


def _forwards(item: Item) -> bool:
    action = item.blocks("default_action").only
    kind = action.attribute("type") if action else None
    return isinstance(kind, Known) and kind.settled and kind.text == "forward"


def _internal(item: Item) -> bool:
    """Whether its load balancer is internal, or not known."""
    balancer = item.target("load_balancer_arn")
    if balancer is None or balancer.mode != "resource":
        return True
    internal = balancer.attribute("internal")
    public = isinstance(internal, Known) and internal.settled and internal.flag is False
    return not public and internal is not ABSENT


RULE = Rule("TFG814", "plain HTTP", "notice", check)
