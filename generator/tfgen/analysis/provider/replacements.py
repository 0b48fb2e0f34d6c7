"""What stands in for resources and data sources of AWS that are deprecated or gone.

From the provider's upgrade guides:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade.
"""

from __future__ import annotations

from types import MappingProxyType

_INSTEAD = MappingProxyType(
    {
        "resource aws_s3_bucket_object": "aws_s3_object",
        "data aws_s3_bucket_object": "aws_s3_object",
        "data aws_s3_bucket_objects": "aws_s3_objects",
        "data aws_subnet_ids": "aws_subnets",
        "resource aws_db_security_group": "aws_security_group",
        "resource aws_redshift_security_group": "aws_security_group",
        "resource aws_elasticache_security_group": "aws_security_group",
        "resource aws_kinesis_analytics_application": "aws_kinesisanalyticsv2_application",
        "resource aws_launch_configuration": "aws_launch_template",
    }
)


def advice(kind: str, name: str) -> str:
    """What to write instead of a type of that kind; empty where nothing is known."""
    instead = _INSTEAD.get(f"{kind} {name}")
    return f"use `{instead}` instead" if instead else ""
