"""The Stack: everything that the templates of one service in one environment are given.

Values that Terraform works out by itself (a reference to a data source, an input variable) are
`Raw`; everything else is plain data, which only the `hcl` filter turns into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tfgen.hcl.write import Raw


@dataclass(frozen=True)
class Lookup:
    """A data source that stands for a reference in `tfgen.yaml`.

    `source` is the name of an SSM parameter, or of the stack whose state is read.
    """

    kind: Literal["ssm", "remote_state"]
    label: str
    source: str


@dataclass(frozen=True)
class Variable:
    """An input variable that stands for a value nobody has filled in yet."""

    name: str
    type: Raw
    description: str


@dataclass(frozen=True)
class Network:
    """What the environment gives to its services, as HCL values.

    `test_listener_arns` has those listeners of the service that come with a test listener. The
    buckets and the key are None where the environment has none to share.
    """

    cluster: str | Raw
    vpc_id: str | Raw
    subnet_ids: tuple[str, ...] | Raw
    security_group_ids: tuple[str, ...] | Raw
    connection_arn: str | Raw
    listener_arns: Mapping[str, str | Raw]
    permissions_boundary: str | Raw | None
    test_listener_arns: Mapping[str, str | Raw]
    topic_arns: tuple[str, ...] | Raw
    artifact_bucket: str | Raw | None
    template_bucket: str | Raw | None
    kms_key_arn: str | Raw | None


@dataclass(frozen=True)
class ContainerBlock:
    """A container as the template writes it; `settings` holds ECS's own keys and values."""

    name: str
    image: str | None
    essential: bool
    port: int | None
    port_name: str | None
    settings: Mapping[str, object]
    environment: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, Raw], ...]
    depends_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """One target group: its Terraform label and its name in AWS."""

    label: str
    name: str


@dataclass(frozen=True)
class Target:
    """An entry of `ingress`: a listener rule and the target groups that it leads to.

    Blue/green has two groups, of which the first is the one that the first deployment serves from.
    """

    label: str
    groups: tuple[Group, ...]
    listener: str
    container: str
    port: int
    priority: int
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    deregistration_delay: int
    health_check: Mapping[str, object]


@dataclass(frozen=True)
class ListenerLookup:
    """A listener of the environment that the service stands behind."""

    name: str
    label: str


@dataclass(frozen=True)
class Entrance:
    """A container that requests come to, and the listeners that lead to it."""

    label: str
    container: str
    port: int
    listeners: tuple[str, ...]


@dataclass(frozen=True)
class StackFile:
    """A file of the stack and the template that it is rendered from."""

    name: str
    template: str


@dataclass(frozen=True)
class Stack:
    """One service in one environment. `values` holds what every template may read."""

    environment: str
    service: str
    source: str
    files: tuple[StackFile, ...]
    values: Mapping[str, Any]
