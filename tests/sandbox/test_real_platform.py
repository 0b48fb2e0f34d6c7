"""An environment's own resources, jobs, events and Service Connect with the real provider.

Applied, changed and destroyed, with an empty plan after each; then nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terraform_stack import Stack, copied

from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.lifecycle import Sandbox

_STACK = Path(__file__).parent / "stack_platform"
_NAME = "platform-stg"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with lifecycle.private("111111111111", "ap-northeast-1") as running:
        yield running


@pytest.fixture
def stack(
    sandbox: Sandbox, tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> Stack:
    made = foundation.create(sandbox, cluster="stg", listeners=["public"])
    [certificate] = sandbox.client("acm").list_certificates()["CertificateSummaryList"]
    values = {
        "vpc_id": made.vpc_id,
        "subnet_ids": made.subnet_ids,
        "security_group_ids": made.security_group_ids,
        "certificate_arn": certificate["CertificateArn"],
    }
    environ = sandbox.scrubbed(terraform_env)
    return copied(_STACK, tmp_path / "stack", terraform_bin, environ, values)


def _named(sandbox: Sandbox) -> list[str]:
    """What still carries the stack's name."""
    calls: list[tuple[str, str, dict[str, Any], str]] = [
        ("scheduler", "list_schedules", {}, "Name"),
        ("events", "list_rules", {}, "Name"),
        ("s3", "list_buckets", {}, "Name"),
        ("sns", "list_topics", {}, "TopicArn"),
        ("kms", "list_aliases", {}, "AliasName"),
        ("servicediscovery", "list_namespaces", {}, "Name"),
        ("elbv2", "describe_load_balancers", {}, "LoadBalancerName"),
        ("ecr", "describe_repositories", {}, "repositoryName"),
        ("iam", "list_roles", {}, "RoleName"),
        ("logs", "describe_log_groups", {}, "logGroupName"),
        (
            "application-autoscaling",
            "describe_scaling_policies",
            {"ServiceNamespace": "ecs"},
            "ResourceId",
        ),
    ]
    names = []
    for service, call, filters, key in calls:
        answer = getattr(sandbox.client(service), call)(**filters)
        lists = [value for value in answer.values() if isinstance(value, list)]
        names += [one[key] for listed in lists for one in listed]
    return [name for name in names if _NAME in name]


def _runs_the_job(sandbox: Sandbox) -> None:
    """The schedule's target, read back, is what RunTask takes."""
    found = sandbox.client("scheduler").get_schedule(Name=_NAME)["Target"]
    parameters = found["EcsParameters"]
    network = parameters["NetworkConfiguration"]["awsvpcConfiguration"]
    [task] = sandbox.client("ecs").run_task(
        cluster=found["Arn"],
        taskDefinition=parameters["TaskDefinitionArn"],
        launchType=parameters["LaunchType"],
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": network["Subnets"],
                "securityGroups": network["SecurityGroups"],
            }
        },
    )["tasks"]
    assert task["taskDefinitionArn"].endswith(f"{_NAME}:1")


def test_a_platform_lives_without_a_spurious_change(stack: Stack, sandbox: Sandbox) -> None:
    stack.apply()
    stack.plan_is_empty()
    _runs_the_job(sandbox)

    stack.apply(change="b")
    stack.plan_is_empty(change="b")

    stack.terraform("destroy", "-auto-approve", change="b")
    assert _named(sandbox) == []
