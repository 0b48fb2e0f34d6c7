"""Errors of what is in use, there already, or one too many."""

from __future__ import annotations

from tfgen.terraform.known.frame import Known, known

_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/issues"

ROWS: tuple[Known, ...] = (
    known(
        "security-group-in-use",
        r"DependencyViolation: resource (?P<resource>\S+) has a dependent object",
        "{resource} cannot be deleted: a network interface or a rule of another security group"
        " still uses it. Interfaces of tasks live on for minutes after their service.",
        "aws ec2 describe-network-interfaces --filters Name=group-id,Values={resource}; then again."
        " A security group that is replaced needs create_before_destroy and name_prefix",
        f"{_PROVIDER}/1671",
    ),
    known(
        "target-group-in-use",
        r"[Tt]arget group '?(?P<resource>[^' ]+)'? is currently in use by a listener or a rule",
        "A listener or a rule still leads to this target group, so that it cannot be deleted."
        " With blue/green CodeDeploy may have turned the listener to it.",
        "aws elbv2 describe-target-groups --target-group-arns {resource} (names the load balancer);"
        " a replacement needs create_before_destroy and another name",
        f"{_PROVIDER}/16889",
    ),
    known(
        "priority-in-use",
        r"PriorityInUse: Priority '(?P<priority>[^']+)' is currently in use",
        "Another rule of this listener has the priority {priority}: another service's, mostly.",
        "give ingress.priority another value; tfgen validate finds two stacks with the same one",
        f"{_PROVIDER}/12212",
    ),
    known(
        "secret-being-deleted",
        r"secret with this name is already scheduled for deletion",
        "A secret of this name was deleted, and Secrets Manager keeps it for 7 to 30 days.",
        "aws secretsmanager restore-secret --secret-id NAME, then {terraform} import; or"
        " delete-secret --force-delete-without-recovery",
        f"{_PROVIDER}/10259",
    ),
    known(
        "already-exists",
        r"EntityAlreadyExists|ResourceAlreadyExists|ResourceExistsException"
        r"|ParameterAlreadyExists|BucketAlready(?:Exists|OwnedByYou)"
        r"|RepositoryAlreadyExists|DuplicateTargetGroupName|DuplicateLoadBalancerName"
        r"|InvalidGroup\.Duplicate|ApplicationAlreadyExists|PipelineNameInUse",
        "Something of this name exists, and is not in this stack's state: another stack has it, a"
        " person made it, or an apply was broken off before it could save.",
        "if it is to be this stack's: {terraform} import ADDRESS ID; else choose another name",
        "https://developer.hashicorp.com/terraform/cli/commands/import",
    ),
    known(
        "repository-not-empty",
        r"RepositoryNotEmptyException",
        "ECR keeps a repository that holds images.",
        "delete the images first: aws ecr batch-delete-image; or force_delete = true, applied"
        " before it is destroyed",
        f"{_PROVIDER}/33523",
    ),
    known(
        "bucket-not-empty",
        r"BucketNotEmpty",
        "S3 keeps a bucket that holds objects, or versions of deleted ones.",
        "empty it with all versions; or force_destroy = true, applied before it is destroyed",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
    ),
    known(
        "quota",
        r"\b\w*LimitExceeded(?:Exception)?\b|ServiceQuotaExceeded|\bTooMany(?!Requests)[A-Z]\w+",
        "A quota of the account is used up in this region.",
        "aws service-quotas list-service-quotas --service-code SERVICE (ecs, fargate,"
        " elasticloadbalancing, vpc, …); ask for more, or delete what nobody needs",
        "https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html",
        unless=r"RequestLimitExceeded",
    ),
)
