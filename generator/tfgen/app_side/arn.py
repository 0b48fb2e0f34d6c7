"""ARNs that a person is told, and that no file holds."""

from __future__ import annotations

from tfgen.project import Project

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
_PARTITIONS = {"cn": "aws-cn", "us-gov": "aws-us-gov"}


def role_arn(project: Project, environment: str, role: str) -> str:
    """The ARN of the role called `role` in the account of an environment."""
    region = project.region(environment)
    partition = next(
        (name for prefix, name in _PARTITIONS.items() if region.startswith(f"{prefix}-")), "aws"
    )
    return f"arn:{partition}:iam::{project.environment(environment).account_id}:role/{role}"
