"""The server keeps to loopback and to its account, and says at once what it cannot do."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.lifecycle import Sandbox

_ACCOUNT, _REGION = "333333333333", "ap-northeast-1"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with lifecycle.private(_ACCOUNT, _REGION) as running:
        yield running


def test_a_call_that_moto_lacks_fails_at_once_with_its_name(sandbox: Sandbox) -> None:
    with pytest.raises(ClientError, match="list_service_deployments") as caught:
        sandbox.client("ecs").list_service_deployments(service="web")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_the_account_is_the_environments_whatever_key_is_used(sandbox: Sandbox) -> None:
    role = sandbox.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    assert role["Role"]["Arn"] == f"arn:aws:iam::{_ACCOUNT}:role/any"
    assert sandbox.client("sts").get_caller_identity()["Account"] == _ACCOUNT


def test_managed_policies_of_aws_can_be_attached(sandbox: Sandbox) -> None:
    iam = sandbox.client("iam")
    iam.create_role(RoleName="execution", AssumeRolePolicyDocument="{}")
    arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName="execution", PolicyArn=arn)
    attached = iam.list_attached_role_policies(RoleName="execution")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [arn]


def test_many_callers_at_once_are_all_served(sandbox: Sandbox) -> None:
    ssm = sandbox.client("ssm")
    names = [f"/many/{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: ssm.put_parameter(Name=name, Value="x", Type="String"), names))
    pages = ssm.get_paginator("describe_parameters").paginate()
    assert {one["Name"] for page in pages for one in page["Parameters"]} >= set(names)


def test_pages_of_other_sites_may_not_read_answers(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=5)
    connection.request("GET", "/", headers={"Origin": "https://example.com"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_the_foundation_is_made_once(sandbox: Sandbox) -> None:
    first = foundation.create(sandbox, cluster="stg", listeners=["public"])
    both = foundation.create(sandbox, cluster="stg", listeners=["internal", "public"])
    assert foundation.create(sandbox, cluster="stg", listeners=["public"]) == first
    assert both.listeners["public"] == first.listeners["public"]
    assert (both.vpc_id, both.subnet_ids) == (first.vpc_id, first.subnet_ids)
    assert len({arn for pair in both.listeners.values() for arn in pair}) == 4

    ec2, elbv2 = sandbox.client("ec2"), sandbox.client("elbv2")
    subnets = ec2.describe_subnets(SubnetIds=list(first.subnet_ids))["Subnets"]
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 2
    production = elbv2.describe_listeners(ListenerArns=[first.listeners["public"][0]])["Listeners"]
    assert production[0]["Protocol"] == "HTTPS"
    balancers = elbv2.describe_load_balancers()["LoadBalancers"]
    assert [balancer["Scheme"] for balancer in balancers] == ["internet-facing"]
    assert not set(balancers[0]["SecurityGroups"]) & set(first.security_group_ids)
    assert first.connection_arn.startswith(f"arn:aws:codeconnections:{_REGION}:{_ACCOUNT}:")


def test_parameters_that_exist_keep_their_value(sandbox: Sandbox) -> None:
    foundation.seed_parameters(sandbox, {"/seed/a": "1"})
    foundation.seed_parameters(sandbox, {"/seed/a": "2", "/seed/b": "2"})
    found = sandbox.client("ssm").get_parameters(Names=["/seed/a", "/seed/b"], WithDecryption=True)[
        "Parameters"
    ]
    assert {parameter["Name"]: parameter["Value"] for parameter in found} == {
        "/seed/a": "1",
        "/seed/b": "2",
    }
