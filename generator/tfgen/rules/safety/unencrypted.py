"""TFG811: storage that AWS does not encrypt unless it is told to.

S3, SQS, DynamoDB, ECR and CloudWatch Logs encrypt by themselves, so nothing is said of those, nor
of Aurora, which encrypts every new cluster since February 2026.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.view.model import ABSENT, Item, Known, View

_SETTINGS = {
    "aws_db_instance": "storage_encrypted",
    "aws_ebs_volume": "encrypted",
    "aws_efs_file_system": "encrypted",
    "aws_elasticache_replication_group": "at_rest_encryption_enabled",
    "aws_rds_cluster": "storage_encrypted",
}
# These take over what another one has.
_TAKEN_OVER = (
    "snapshot_identifier",
    "replicate_source_db",
    "replication_source_identifier",
    "snapshot_id",
    "global_cluster_identifier",
    "global_replication_group_id",
    "engine_mode",
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each storage that is certainly not encrypted."""
    for item in subject.view.resources(*_SETTINGS):
        name = _SETTINGS[item.type]
        if _unencrypted(item, name) and not _by_itself(subject.view, item):
            for place in subject.view.blame(item.at(name), item.place):
                message = "what is stored here is not encrypted"
                remedy = f"{name} = true; it cannot be changed later without a replacement"
                yield RULE.finding(*place, message, remedy)


def _unencrypted(item: Item, name: str) -> bool:
    answer = item.attribute(name)
    if answer is ABSENT:
        others = (*_TAKEN_OVER, "restore_to_point_in_time", "s3_import", "kms_key_id")
        return not any(item.written(other) or not item.blocks(other).absent for other in others)
    return isinstance(answer, Known) and answer.settled and answer.flag is False


def _by_itself(view: View, item: Item) -> bool:
    """Whether AWS may encrypt a storage that is not told to be encrypted."""
    match item.type:
        case "aws_ebs_volume":
            return any(map(_may_be_on, view.resources("aws_ebs_encryption_by_default")))
        case "aws_elasticache_replication_group":
            told = item.attribute(_SETTINGS[item.type]) is not ABSENT
            return not told and _may_be(item, "valkey", default="redis")
        case "aws_rds_cluster":
            # The default of the provider before version 5.
            return _may_be(item, "aurora", default="aurora")
    return False


def _may_be(item: Item, engine: str, default: str) -> bool:
    answer = item.attribute("engine")
    if answer is ABSENT:
        return engine == default
    if not isinstance(answer, Known) or not answer.settled:
        return True
    return str(answer.text).lower().startswith(engine)


def _may_be_on(default: Item) -> bool:
    """Whether a default for the region is on, as it is where nothing is said."""
    answer = default.attribute("enabled")
    return not (isinstance(answer, Known) and answer.settled and answer.flag is False)


RULE = Rule("TFG811", "storage that is not encrypted", "warning", check)
