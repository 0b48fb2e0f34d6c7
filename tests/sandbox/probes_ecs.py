"""What AWS answers of services and task definitions, and moto does not."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from probing import Clients, shows

_FAMILY = "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web"
_BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
_STRATEGY = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]


def revision(clients: Clients, family: str = "web", image: str = "nginx") -> str:
    """Registers one more revision of `family`; gives its ARN."""
    made = clients("ecs").register_task_definition(
        family=family,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "web", "image": image}],
    )
    arn: str = made["taskDefinition"]["taskDefinitionArn"]
    return arn


def service(clients: Clients, **fields: Any) -> dict[str, Any]:
    """Creates the service `web` of the first revision; gives CreateService's answer."""
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="stg", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    revision(clients)
    asked = {"taskDefinition": "web", "desiredCount": 2, **fields}
    made: dict[str, Any] = ecs.create_service(cluster="stg", serviceName="web", **asked)["service"]
    return made


def described(clients: Clients) -> dict[str, Any]:
    """What DescribeServices says of the service `web`."""
    found = clients("ecs").describe_services(cluster="stg", services=["web"], include=["TAGS"])
    first: dict[str, Any] = found["services"][0]
    return first


@shows("ecs:CreateService")
def _keeps_every_field(clients: Clients) -> None:
    asked = {
        "capacityProviderStrategy": _STRATEGY,
        "deploymentConfiguration": {**_BREAKER, "maximumPercent": 200, "minimumHealthyPercent": 50},
        "enableExecuteCommand": True,
        "enableECSManagedTags": True,
        "healthCheckGracePeriodSeconds": 60,
        "propagateTags": "SERVICE",
        "platformVersion": "1.4.0",
        "tags": [{"key": "a", "value": "1"}],
    }
    made = service(clients, **asked)
    found = described(clients)
    assert {key: found.get(key) for key in asked} == asked
    assert found["availabilityZoneRebalancing"] == "ENABLED"
    assert found["taskDefinition"] == f"{_FAMILY}:1"
    assert "launchType" not in found
    assert made["deployments"][0]["rolloutState"] == "IN_PROGRESS"


@shows("ecs:UpdateService")
def _resolves_the_task_definition_and_deploys_it(clients: Clients) -> None:
    first = service(clients, launchType="FARGATE")["deployments"][0]["id"]
    second = revision(clients)
    ecs = clients("ecs")
    answer = ecs.update_service(cluster="stg", service="web", taskDefinition="web:2")["service"]
    assert answer["taskDefinition"] == second
    assert [d["taskDefinition"] for d in answer["deployments"]] == [second]
    assert answer["deployments"][0]["id"] != first
    for configuration in ({"maximumPercent": 150}, _BREAKER):
        ecs.update_service(cluster="stg", service="web", deploymentConfiguration=configuration)
    assert described(clients)["deploymentConfiguration"] == {"maximumPercent": 150, **_BREAKER}
    ecs.deregister_task_definition(taskDefinition="web:1")
    try:
        ecs.update_service(cluster="stg", service="web", taskDefinition="web:1")
    except ClientError as error:
        assert "inactive" in str(error)
    else:
        raise AssertionError("an inactive revision was deployed")


@shows("ecs:DescribeServices")
def _shows_a_steady_service(clients: Clients) -> None:
    service(clients, launchType="FARGATE")
    clients("ecs").update_service(cluster="stg", service="web", desiredCount=3)
    found = described(clients)
    assert (found["desiredCount"], found["runningCount"], found["pendingCount"]) == (3, 3, 0)
    [deployment] = found["deployments"]
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "COMPLETED")
    assert (deployment["desiredCount"], deployment["runningCount"]) == (3, 3)


@shows("ecs:ListServices")
def _leaves_out_what_was_deleted(clients: Clients) -> None:
    service(clients)
    assert len(clients("ecs").list_services(cluster="stg")["serviceArns"]) == 1
    clients("ecs").delete_service(cluster="stg", service="web", force=True)
    assert clients("ecs").list_services(cluster="stg")["serviceArns"] == []


@shows("ecs:DescribeTaskDefinition")
def _finds_the_newest_active_revision(clients: Clients) -> None:
    ecs = clients("ecs")
    for _ in range(3):
        revision(clients)
    ecs.deregister_task_definition(taskDefinition="web:3")
    found = ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]
    assert (found["revision"], found["status"]) == (2, "ACTIVE")
    third = ecs.describe_task_definition(taskDefinition="web:3")["taskDefinition"]
    assert third["status"] == "INACTIVE"


@shows("ecs:ListTaskDefinitions")
def _sorts_by_number_and_gives_pages(clients: Clients) -> None:
    ecs = clients("ecs")
    for _ in range(11):
        revision(clients)
    revision(clients, "web-api")
    ecs.deregister_task_definition(taskDefinition="web:11")
    listed = ecs.list_task_definitions(familyPrefix="web", sort="DESC", maxResults=2)
    assert listed["taskDefinitionArns"] == [f"{_FAMILY}:10", f"{_FAMILY}:9"]
    rest = ecs.list_task_definitions(
        familyPrefix="web", sort="DESC", nextToken=listed["nextToken"]
    )["taskDefinitionArns"]
    assert rest == [f"{_FAMILY}:{number}" for number in range(8, 0, -1)]


@shows("ecs:RunTask")
def _runs_the_newest_active_revision_of_a_family(clients: Clients) -> None:
    ecs, ec2 = clients("ecs"), clients("ec2")
    ecs.create_cluster(clusterName="stg")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    first, second = revision(clients), revision(clients)
    ecs.deregister_task_definition(taskDefinition=second)
    network = {"awsvpcConfiguration": {"subnets": [subnet]}}
    for family in ("web", _FAMILY):
        done = ecs.run_task(
            cluster="stg",
            taskDefinition=family,
            launchType="FARGATE",
            networkConfiguration=network,
        )
        assert [task["taskDefinitionArn"] for task in done["tasks"]] == [first]
    found = ecs.describe_task_definition(taskDefinition=first)["taskDefinition"]
    assert "memory" not in found["containerDefinitions"][0]
    try:
        ecs.run_task(cluster="stg", taskDefinition=second, networkConfiguration=network)
    except ClientError as error:
        assert "inactive" in str(error)
    else:
        raise AssertionError("an inactive revision was run")
