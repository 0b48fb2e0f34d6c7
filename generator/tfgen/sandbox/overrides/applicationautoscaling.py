"""Application Auto Scaling: tags of scalable targets, and changes to policies."""

from __future__ import annotations

import json
from collections.abc import Callable

from moto.applicationautoscaling.models import FakeApplicationAutoscalingPolicy
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

_Tags = dict[str, str]


def register_scalable_target(
    response: ApplicationAutoScalingResponse, moto: Callable[[], str]
) -> str:
    """RegisterScalableTarget keeps the tags that come with a new target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    moto drops them.
    """
    answer = moto()
    _tags(response, json.loads(answer)["ScalableTargetARN"]).update(
        response._get_param("Tags") or {}
    )
    return answer


def put_scaling_policy(response: ApplicationAutoScalingResponse, moto: Callable[[], str]) -> str:
    """PutScalingPolicy of a policy that exists changes it: its ARN stays, its alarms go.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
    moto makes a policy with another ARN, and leaves the alarms of the former one for ever.
    """
    backend = response.applicationautoscaling_backend
    parts = ("ServiceNamespace", "ResourceId", "ScalableDimension", "PolicyName")
    key = FakeApplicationAutoscalingPolicy.formulate_key(*map(response._get_param, parts))
    former = backend.policies.get(key)
    answer = moto()
    if former is None:
        return answer
    former.delete_alarms(backend.account_id, backend.region_name)
    backend.policies[key].policy_arn = former.policy_arn
    return json.dumps(json.loads(answer) | {"PolicyARN": former.policy_arn})


def list_tags_for_resource(
    response: ApplicationAutoScalingResponse, _moto: Callable[[], str]
) -> str:
    """ListTagsForResource gives the tags of a scalable target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html
    moto has no such call; the provider asks after every registration.
    """
    return json.dumps({"Tags": _tags(response, response._get_param("ResourceARN"))})


def tag_resource(response: ApplicationAutoScalingResponse, _moto: Callable[[], str]) -> str:
    """TagResource adds tags and changes those that are there.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html
    moto has no such call.
    """
    _tags(response, response._get_param("ResourceARN")).update(response._get_param("Tags"))
    return "{}"


def untag_resource(response: ApplicationAutoScalingResponse, _moto: Callable[[], str]) -> str:
    """UntagResource takes tags away.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_UntagResource.html
    moto has no such call.
    """
    tags = _tags(response, response._get_param("ResourceARN"))
    for key in response._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


def _tags(response: ApplicationAutoScalingResponse, arn: str) -> _Tags:
    """The tags of the target, kept on moto's own object so that they end with it."""
    for targets in response.applicationautoscaling_backend.targets.values():
        for target in targets.values():
            if target.arn == arn:
                kept: _Tags = target.__dict__.setdefault("tags", {})
                return kept
    return {}
