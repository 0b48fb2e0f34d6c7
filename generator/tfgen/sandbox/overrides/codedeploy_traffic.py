"""How CodeDeploy moves a listener's traffic between two target groups. No override in itself.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeAction, FakeListener

Pair = tuple[str, str]
"""The ARNs of the target groups: of what runs, and of what replaces it."""

_WHOLE = 100


def listener(backend: ELBv2Backend, arn: str) -> FakeListener | None:
    """The listener with this ARN, None where there is none."""
    for balancer in backend.load_balancers.values():
        if arn in balancer.listeners:
            found: FakeListener = balancer.listeners[arn]
            return found
    return None


def target_group_arn(backend: ELBv2Backend, name: str) -> str | None:
    """The ARN of the target group with this name, None where there is none."""
    arns = (arn for arn, group in backend.target_groups.items() if group.name == name)
    return next(arns, None)


def forwards_to(found: FakeListener, arn: str) -> bool:
    """Whether a rule of the listener, or its default action, forwards to the target group."""
    actions = [action for rule in found.rules.values() for action in rule.actions]
    return any(arn in _weights(action.data) for action in actions)


def move(backend: ELBv2Backend, listener_arn: str, pair: Pair, percent: int) -> None:
    """Gives `percent` of the pair's traffic on a listener to the second group of the pair.

    Every rule and the default action that forward to one of the two afterwards name both, one of
    them with weight 0 in the end, as CodeDeploy leaves them (provider-aws#28129). A share that a
    third target group has in a rule stays what it was.
    """
    found = listener(backend, listener_arn)
    if found is None:
        return
    for rule in found.rules.values():
        rule.actions = [_moved(action, pair, percent) for action in rule.actions]
    found.default_actions = [_moved(action, pair, percent) for action in found.default_actions]
    if forwards_to(found, pair[1]):
        attached = backend.target_groups[pair[1]].load_balancer_arns
        if found.load_balancer_arn not in attached:
            attached.append(found.load_balancer_arn)


def _moved(action: FakeAction, pair: Pair, percent: int) -> FakeAction:
    weights = _weights(action.data)
    ours = sum(weight for arn, weight in weights.items() if arn in pair)
    if not any(arn in pair for arn in weights):
        return action
    others = {arn: weight for arn, weight in weights.items() if arn not in pair}
    total = ours if others else _WHOLE
    new = round(total * percent / _WHOLE)
    shares = {pair[0]: total - new, pair[1]: new} | others
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in shares.items()]
    kept = {key: value for key, value in action.data.items() if key == "Order"}
    stickiness = {"Enabled": False}
    config = {"TargetGroups": groups, "TargetGroupStickinessConfig": stickiness}
    return FakeAction({"Type": "forward", "ForwardConfig": config} | kept)


def _weights(action: dict[str, Any]) -> dict[str, int]:
    """The target groups that an action forwards to, and the weight of each."""
    if action.get("Type") != "forward":
        return {}
    groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
    found = {group["TargetGroupArn"]: int(group.get("Weight", 1)) for group in groups}
    return found or {action["TargetGroupArn"]: 1}
