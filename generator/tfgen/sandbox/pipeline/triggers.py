"""What starts a pipeline: events as EventBridge sends them, and the rules that they match.

The rules are read back from the sandbox's EventBridge; nothing here knows what tfgen generated.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tfgen.errors import FailedError
from tfgen.sandbox.lifecycle import Sandbox

_PIPELINE_SERVICE = "codepipeline"
_ARN_PARTS = 6


def image_pushed(sandbox: Sandbox, repository: str, tag: str) -> dict[str, Any]:
    """The event of a push to ECR; FailedError where no image has the tag.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
    """
    client = sandbox.client("ecr")
    try:
        found = client.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
    except (
        client.exceptions.ImageNotFoundException,
        client.exceptions.RepositoryNotFoundException,
    ) as error:
        raise FailedError(
            f"no image {repository}:{tag} has been pushed", hint="push it before the event"
        ) from error
    detail = {
        "action-type": "PUSH",
        "image-digest": found["imageDetails"][0]["imageDigest"],
        "image-tag": tag,
        "repository-name": repository,
        "result": "SUCCESS",
    }
    return _event(sandbox, "aws.ecr", "ECR Image Action", [], detail)


def object_created(sandbox: Sandbox, bucket: str, key: str) -> dict[str, Any]:
    """The event of an object that was put into a bucket; FailedError where it is not there.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    from botocore.exceptions import ClientError

    try:
        found = sandbox.client("s3").head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        raise FailedError(
            f"there is no object {key} in bucket {bucket}", hint="put it there before the event"
        ) from error
    held = {"key": key, "size": found["ContentLength"], "etag": found["ETag"].strip('"')}
    if "VersionId" in found:
        held["version-id"] = found["VersionId"]
    detail = {
        "version": "0",
        "bucket": {"name": bucket},
        "object": held | {"sequencer": "00"},
        "request-id": uuid.uuid4().hex[:16],
        "requester": sandbox.account_id,
        "source-ip-address": "127.0.0.1",
        "reason": "PutObject",
    }
    return _event(sandbox, "aws.s3", "Object Created", [f"arn:aws:s3:::{bucket}"], detail)


def started_by(sandbox: Sandbox, event: dict[str, Any]) -> list[str]:
    """The names of the pipelines that the event starts: targets of ENABLED rules that match.

    An event of S3 arrives only if the bucket sends its events to EventBridge.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html
    """
    if not _sent(sandbox, event):
        return []
    events = sandbox.client("events")
    names = set()
    for rule in _pages(events, "list_rules", "Rules"):
        if rule.get("State") != "ENABLED" or not _matches(rule.get("EventPattern"), event):
            continue
        for target in _pages(events, "list_targets_by_rule", "Targets", Rule=rule["Name"]):
            parts = target["Arn"].split(":", _ARN_PARTS - 1)
            if parts[2] == _PIPELINE_SERVICE:
                names.add(parts[-1])
    return sorted(names)


def _event(
    sandbox: Sandbox, source: str, kind: str, resources: list[str], detail: dict[str, Any]
) -> dict[str, Any]:
    """https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": sandbox.account_id,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": sandbox.region,
        "resources": resources,
        "detail": detail,
    }


def _sent(sandbox: Sandbox, event: dict[str, Any]) -> bool:
    if event["source"] != "aws.s3":
        return True
    bucket = event["detail"]["bucket"]["name"]
    found = sandbox.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    return "EventBridgeConfiguration" in found


def _matches(pattern: str | None, event: dict[str, Any]) -> bool:
    """Whether a rule's pattern takes the event; a rule without one runs by a schedule."""
    from moto.events.models import EventPattern

    # moto describes the events that its own services send, in a narrower type.
    message: Any = event
    return bool(pattern) and bool(EventPattern.load(pattern).matches_event(message))


def _pages(client: Any, call: str, key: str, **asked: str) -> Iterator[dict[str, Any]]:
    token: dict[str, str] = {}
    while True:
        answer = getattr(client, call)(**asked, **token)
        yield from answer[key]
        if "NextToken" not in answer:
            return
        token = {"NextToken": answer["NextToken"]}
