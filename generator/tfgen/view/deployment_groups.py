"""The deployment groups of CodeDeploy that deploy services of ECS.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.view.model import Item, Node, View
from tfgen.view.services import SERVICE

GROUP = "aws_codedeploy_deployment_group"
APPLICATION = "aws_codedeploy_app"


def groups(view: View) -> Iterator[Item]:
    """The deployment groups that are certainly for ECS: so says their application, or a block."""
    for group in view.resources(GROUP):
        application = application_of(view, group)
        platform = application.text("compute_platform") if application else None
        if platform == "ECS" or (platform is None and len(group.blocks("ecs_service"))):
            yield group


def application_of(view: View, group: Item) -> Item | None:
    """The application of a deployment group, where it is in the view."""
    target = group.target("app_name")
    if target is not None:
        return target if target.type == APPLICATION else None
    name = group.text("app_name")
    found = (each for each in view.resources(APPLICATION) if each.text("name") == name)
    return next(found, None) if name else None


def service_of(view: View, group: Item) -> Item | None:
    """The service that a deployment group deploys, where it is in the view."""
    block = group.blocks("ecs_service").only
    if block is None:
        return None
    target = block.target("service_name")
    if target is not None:
        return target if target.type == SERVICE and target.mode == "resource" else None
    name = block.text("service_name")
    services = view.resources(SERVICE)
    return next((each for each in services if name and each.text("name") == name), None)


def pair_of(group: Item) -> Node | None:
    """The block `target_group_pair_info`, where there is certainly one."""
    info = group.blocks("load_balancer_info").only
    return info.blocks("target_group_pair_info").only if info else None


def target_groups(view: View, group: Item) -> tuple[Item, ...]:
    """The target groups of the pair that are in the view."""
    pair = pair_of(group)
    found = (_target_group(view, each) for each in (pair.blocks("target_group") if pair else ()))
    return tuple(each for each in found if each is not None)


def _target_group(view: View, node: Node) -> Item | None:
    target, name = node.target("name"), node.text("name")
    known = ("aws_lb_target_group", "aws_alb_target_group")
    if target is not None:
        return target if target.type in known else None
    found = (each for each in view.resources(*known) if name and each.text("name") == name)
    return next(found, None)
