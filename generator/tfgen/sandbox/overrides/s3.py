"""S3: who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket


def get_permission(_bucket: FakeBucket, _moto: Callable[[], Any]) -> PermissionResult:
    """A bucket's policy refuses nobody: authentication is off in the sandbox.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    AWS applies a `Deny` without TLS (`aws:SecureTransport`) where its condition holds; moto
    applies it to every request for an object, and its server speaks plain HTTP on loopback.
    """
    return PermissionResult.NEUTRAL
