"""The names that a stack gives its resources, and the lengths that AWS allows."""

from __future__ import annotations

import re

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
TARGET_GROUP_LIMIT = 32


def stack_name(service: str, environment: str) -> str:
    """The name of nearly everything in a stack: `web-stg`."""
    return f"{service}-{environment}"


def service_name(service: str, environment: str, slot: str = "") -> str:
    """The name of the ECS service: that of the stack; in slot `b` with a `-b`.

    A service that moves to another strategy has a second one beside it, which keeps its name.
    """
    return "-".join(part for part in (stack_name(service, environment), slot) if part)


def target_group_name(service: str, port: int, listener: str = "", colour: str = "") -> str:
    """`web-stg-80` for the ECS service `web-stg`; where it is blue/green, `web-stg-80-blue`.

    Where a container stands behind several listeners, `web-stg-public-80`. The port is part of it
    because a target group cannot change its port: its successor is made first, beside it, and needs
    another name.
    """
    return "-".join(part for part in (service, listener, str(port), colour) if part)


def label(name: str) -> str:
    """`name` as a Terraform label: `web-admin` -> `web_admin`."""
    cleaned = re.sub(r"\W", "_", name, flags=re.ASCII)
    return cleaned if cleaned[:1].isalpha() else f"_{cleaned}"
