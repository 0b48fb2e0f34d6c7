"""Data, or the way to it, would be lost: a stateful or load-balancing resource goes."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.review.guards.frame import Guarding
from tfgen.review.live import Live
from tfgen.review.model import Plan

_STATEFUL = {
    "aws_db_instance": "a database",
    "aws_rds_cluster": "a database",
    "aws_rds_cluster_instance": "a database",
    "aws_dynamodb_table": "a table",
    "aws_elasticache_cluster": "a cache",
    "aws_elasticache_replication_group": "a cache",
    "aws_elasticsearch_domain": "a search domain",
    "aws_opensearch_domain": "a search domain",
    "aws_efs_file_system": "a file system",
    "aws_s3_bucket": "a bucket",
    "aws_ecr_repository": "a repository of images",
    "aws_sqs_queue": "a queue",
    "aws_kinesis_stream": "a stream",
    "aws_secretsmanager_secret": "a secret",
    "aws_kms_key": "a key",
    "aws_cloudwatch_log_group": "a log group",
    "aws_lb": "a load balancer",
    "aws_alb": "a load balancer",
    "aws_lb_listener": "a listener",
    "aws_route53_zone": "a zone",
    "aws_ecs_cluster": "a cluster",
}


def _check(plan: Plan, _live: Live | None) -> Iterator[tuple[str, str]]:
    for change in plan.of(*_STATEFUL):
        if change.kind in ("replace", "destroy"):
            what = "replaced" if change.kind == "replace" else "destroyed"
            yield change.address, f"{_STATEFUL[change.type]} would be {what}"


GUARD = Guarding("stateful", _check)
