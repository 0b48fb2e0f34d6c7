"""An attribute that only repeats what a resource of its own says, which tells of changes itself.

The AWS provider reads both, and writes the first into the state one refresh after the second.
"""

from __future__ import annotations

from tfgen.review.drift.frame import SIBLINGS, Owner, Present, wholly
from tfgen.review.model import Change

# Type and attribute -> the resource of its own, and by which attribute that names the first's id.
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket
_OWN = {
    ("aws_s3_bucket", "policy"): ("aws_s3_bucket_policy", "bucket"),
    ("aws_s3_bucket", "versioning"): ("aws_s3_bucket_versioning", "bucket"),
    ("aws_s3_bucket", "server_side_encryption_configuration"): (
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
    ),
    ("aws_s3_bucket", "lifecycle_rule"): ("aws_s3_bucket_lifecycle_configuration", "bucket"),
    ("aws_s3_bucket", "logging"): ("aws_s3_bucket_logging", "bucket"),
    ("aws_s3_bucket", "cors_rule"): ("aws_s3_bucket_cors_configuration", "bucket"),
    ("aws_s3_bucket", "grant"): ("aws_s3_bucket_acl", "bucket"),
    ("aws_s3_bucket", "replication_configuration"): (
        "aws_s3_bucket_replication_configuration",
        "bucket",
    ),
    ("aws_s3_bucket", "website"): ("aws_s3_bucket_website_configuration", "bucket"),
    ("aws_sns_topic", "policy"): ("aws_sns_topic_policy", "arn"),
    ("aws_sqs_queue", "policy"): ("aws_sqs_queue_policy", "queue_url"),
    ("aws_sqs_queue", "redrive_policy"): ("aws_sqs_queue_redrive_policy", "queue_url"),
    ("aws_kms_key", "policy"): ("aws_kms_key_policy", "key_id"),
    ("aws_secretsmanager_secret", "policy"): ("aws_secretsmanager_secret_policy", "secret_arn"),
}


def _check(change: Change, attribute: str, present: Present) -> bool:
    kind, key = _OWN[change.type, attribute]
    return any(one.get(key) == change.after.get("id") for one in present.of(kind))


OWNER = Owner(
    "own-resource",
    SIBLINGS,
    {kind: frozenset(attribute for other, attribute in _OWN if other == kind) for kind, _ in _OWN},
    wholly(_check),
)
