"""A blue/green deployment takes subnets, security groups and capacity from the appspec.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
What the stack's own appspec does not name came from somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tfgen.review.drift.frame import PIPELINE, Owner, Present, wholly
from tfgen.review.impact import SERVICE
from tfgen.review.model import Change

_MARK = "AWS::ECS::Service"
# What a deployment runs on where the appspec says nothing.
_DEFAULT = "LATEST"


def _check(change: Change, attribute: str, present: Present) -> bool:
    controllers = change.after.get("deployment_controller") or []
    if not any(one.get("type") == "CODE_DEPLOY" for one in controllers):
        return False
    texts = [str(one.get("content") or "") for one in present.of("aws_s3_object")]
    appspecs = [text for text in texts if _MARK in text]
    words = set(_words(change.after.get(attribute)))
    named = words - {_DEFAULT}
    return bool(words) and any(all(f'"{word}"' in text for word in named) for text in appspecs)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, bool):
        # The only one there is: assign_public_ip.
        yield "ENABLED" if value else "DISABLED"
    elif isinstance(value, str) and value:
        yield value


OWNER = Owner(
    "appspec",
    PIPELINE,
    {
        SERVICE: frozenset(
            {"network_configuration", "platform_version", "capacity_provider_strategy"}
        )
    },
    wholly(_check),
)
