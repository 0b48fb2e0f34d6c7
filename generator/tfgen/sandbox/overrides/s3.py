"""S3: who may do what, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response


def get_permission(_bucket: FakeBucket, _moto: Callable[[], Any]) -> PermissionResult:
    """A bucket's policy refuses nobody: authentication is off in the sandbox.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    AWS applies a `Deny` without TLS (`aws:SecureTransport`) where its condition holds; moto
    applies it to every request for an object, and its server speaks plain HTTP on loopback.
    """
    return PermissionResult.NEUTRAL


def get_bucket_notification(response: S3Response, moto: Callable[[], Any]) -> Any:
    """A bucket that tells EventBridge says so; moto keeps it and leaves it out of the answer.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
    """
    status, headers, body = moto()
    found = response.backend.get_bucket_notification_configuration(response.bucket_name)
    if found is not None and found.event_bridge is not None:
        # The document is moto's own answer.
        root = ElementTree.fromstring(body)  # noqa: S314
        tag = root.tag.replace("NotificationConfiguration", "EventBridgeConfiguration")
        ElementTree.SubElement(root, tag)
        body = ElementTree.tostring(root)
    return status, headers, body
