"""What no single key of `tfgen.yaml` can tell: listeners, and references to a platform."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tfgen.problem import Problem

if TYPE_CHECKING:
    from tfgen.project import Environment

# The name of the stack, where others have that of their service; no service can have it.
PLATFORM = "_platform"
# The outputs of a platform's stack, and what each is.
PLATFORM_OUTPUTS: Mapping[str, str] = {
    "cluster_name": "The ECS cluster.",
    "listener_arn": "The HTTPS listener, to which services add their rules.",
    "test_listener_arn": "The listener that shows new versions before they are in production.",
    "artifact_bucket": "The bucket that pipelines pass their artifacts through.",
    "template_bucket": "The bucket of task definitions and appspecs.",
    "kms_key_arn": "The key of both buckets and of the alarms.",
    "alarm_topic_arn": "The SNS topic that alarms go to.",
    "load_balancer_arn": "The load balancer, for a web application firewall.",
    "load_balancer_dns_name": "What the DNS records of the services point to.",
    "load_balancer_zone_id": "The hosted zone of that name, for alias records of Route 53.",
}
_OUTPUT = re.compile(rf"remote_state:{PLATFORM}\.(\w+)")
# What the platform is made from, which it cannot itself give.
_INPUTS = (("platform",), ("network", "vpc_id"))

Location = tuple[str | int, ...]


def problems(environments: Mapping[str, Environment]) -> Iterator[Problem]:
    """What is wrong with environments that are each well-formed; locations are below the root."""
    for name, environment in environments.items():
        for found in (_listeners, _references, _name):
            for problem in found(name, environment):
                location = ("environments", name, *problem.location)
                yield Problem(location, problem.reason, problem.hint)


def _listeners(_: str, environment: Environment) -> Iterator[Problem]:
    """A listener whose test traffic would be production traffic."""
    for key, listener in environment.listeners.items():
        if listener.arn and listener.arn == listener.test_arn:
            yield Problem(
                ("listeners", key, "test_arn"),
                "is the same as `arn`",
                "name a second listener, on another port, or remove `test_arn`",
            )


def _references(name: str, environment: Environment) -> Iterator[Problem]:
    """References to a platform that is not there, or that does not give this."""
    for location, value in _texts(environment.model_dump(), ()):
        match = _OUTPUT.fullmatch(value)
        if match is None:
            continue
        if environment.platform is None:
            yield Problem(
                location,
                f"refers to the platform of {name}, which has none",
                "write the value itself, or add the key `platform` to the environment",
            )
        elif any(location[: len(one)] == one for one in _INPUTS):
            yield Problem(
                location,
                "refers to the platform that is made from it",
                "write the value itself, or look it up: ssm:/path/to/parameter",
            )
        elif match[1] not in PLATFORM_OUTPUTS:
            near = difflib.get_close_matches(match[1], PLATFORM_OUTPUTS, n=1)
            yield Problem(
                location,
                f"refers to {match[1]!r}, which a platform does not give",
                f"did you mean {near[0]!r}?" if near else f"it gives {', '.join(PLATFORM_OUTPUTS)}",
            )


def _name(name: str, environment: Environment) -> Iterator[Problem]:
    """A name that AWS keeps for internal load balancers.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    """
    if environment.platform and name.startswith("internal-"):
        yield Problem(
            (),
            "has a platform, whose load balancer cannot be called so: internal- is AWS's own",
            "give the environment another name",
        )


def _texts(node: object, location: Location) -> Iterator[tuple[Location, str]]:
    """Every text of nested mappings and sequences, and where it stands."""
    if isinstance(node, str):
        yield location, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _texts(value, (*location, key))
    elif isinstance(node, list | tuple):
        for index, value in enumerate(node):
            yield from _texts(value, (*location, index))
