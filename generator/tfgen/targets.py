"""The entries of `ingress` -> target groups, listener rules, and the containers behind them."""

from __future__ import annotations

from collections.abc import Sequence

from tfgen import names
from tfgen.spec import ServiceSpec
from tfgen.stack import Entrance, Group, Target

# The first one is where the first deployment serves from.
COLOURS = ("blue", "green")


def target(spec: ServiceSpec, service_name: str, index: int) -> Target:
    """What becomes of entry `index` of the spec's `ingress`, for the ECS service `service_name`."""
    ingress = spec.ingress[index]
    label = names.label(f"{ingress.listener}_{ingress.container}")
    port = spec.containers[ingress.container].port
    if port is None:
        raise ValueError(f"unchecked ingress of container {ingress.container!r}")
    return Target(
        label=label,
        groups=tuple(
            Group(
                f"{label}_{colour}" if colour else label,
                group_name(spec, service_name, index, colour),
            )
            for colour in (COLOURS if spec.strategy == "codedeploy" else ("",))
        ),
        listener=ingress.listener,
        container=ingress.container,
        port=port,
        priority=ingress.priority,
        hosts=ingress.hosts,
        paths=ingress.paths,
        deregistration_delay=ingress.deregistration_delay,
        health_check=ingress.health_check.model_dump(),
    )


def group_name(spec: ServiceSpec, service_name: str, index: int, colour: str = "") -> str:
    """The name of a target group of entry `index`."""
    ingress = spec.ingress[index]
    container = spec.containers.get(ingress.container)
    # It says which listener only where the port alone does not tell: names are short.
    shared = [one.container for one in spec.ingress].count(ingress.container) > 1
    listener = ingress.listener if shared else ""
    port = (container.port if container else None) or 0
    return names.target_group_name(service_name, port, listener, colour)


def entrances(targets: Sequence[Target]) -> tuple[Entrance, ...]:
    """Each container that requests come to, once, with the listeners that lead to it."""
    found = dict.fromkeys((target.container, target.port) for target in targets)
    return tuple(_entrance(targets, *key) for key in found)


def _entrance(targets: Sequence[Target], container: str, port: int) -> Entrance:
    leading = dict.fromkeys(one.listener for one in targets if one.container == container)
    return Entrance(names.label(container), container, port, tuple(leading))
