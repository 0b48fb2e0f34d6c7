"""TFG527: a deployment group that lacks what a deployment to ECS needs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.deployment_groups import groups, pair_of
from tfgen.view.model import ABSENT, Item, Known, Node, Place

_BLOCKS = ("ecs_service", "load_balancer_info", "deployment_style", "blue_green_deployment_config")
_STYLE = {"deployment_type": "BLUE_GREEN", "deployment_option": "WITH_TRAFFIC_CONTROL"}
_PAIR = 2


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each piece that is certainly missing, or certainly another.

    https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html
    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html
    """
    view = subject.view
    for group in groups(view):
        for where, message, remedy in _wrong(group):
            for place in view.blame(where, group.place):
                yield RULE.finding(*place, message, remedy)


def _wrong(group: Item) -> Iterator[tuple[Place, str, str]]:
    for name in _BLOCKS:
        if group.blocks(name).absent:
            message = f"a deployment group for ECS needs {name}"
            yield group.place, message, f"add the block {name}"
    style = group.blocks("deployment_style").only
    for name, wanted in _STYLE.items() if style else ():
        found = _other(style, name, wanted)
        if found is not None:
            message = f"CodeDeploy deploys to ECS with {wanted} only, not {found.text or 'another'}"
            yield found.place, message, f'{name} = "{wanted}"'
    yield from _wrong_pair(group)


def _other(style: Node | None, name: str, wanted: str) -> Known | None:
    """The setting, where it is not what is wanted; the provider's defaults are not."""
    if style is None:
        return None
    answer = style.attribute(name)
    if answer is ABSENT:
        return Known([], style.place)
    return answer if isinstance(answer, Known) and answer.text != wanted else None


def _wrong_pair(group: Item) -> Iterator[tuple[Place, str, str]]:
    info = group.blocks("load_balancer_info").only
    if info is not None and info.blocks("target_group_pair_info").absent:
        yield (
            info.place,
            "a deployment to ECS needs two target groups",
            "add target_group_pair_info",
        )
    pair = pair_of(group)
    if pair is None:
        return
    found = pair.blocks("target_group")
    if found.complete and len(found) != _PAIR:
        message = f"a deployment to ECS needs two target groups, not {len(found)}"
        yield pair.place, message, "add a target_group block for blue and one for green"
    if pair.blocks("prod_traffic_route").absent:
        message = "a deployment to ECS needs the listener whose traffic it moves"
        yield pair.place, message, "add prod_traffic_route with listener_arns"


RULE = Rule("TFG527", "incomplete deployment group", "error", check)
