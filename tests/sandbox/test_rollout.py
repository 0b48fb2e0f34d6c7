"""What becomes of a deployment whose tasks start, and of one whose tasks do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from probes_ecs import described, revision, service
from probing import Clients, embedded

_BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
_HALF_BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
_KIND = "application/vnd.oci.image.manifest.v1+json"


@pytest.fixture
def clients() -> Iterator[Clients]:
    with embedded() as clients:
        yield clients


def _image(clients: Clients, tasks: str, *, by: str = "imageDigest") -> str:
    """Pushes an image whose tasks start ("run") or do not ("fail"); gives its reference."""
    ecr = clients("ecr")
    repositories = ecr.describe_repositories()["repositories"]
    found = repositories or [ecr.create_repository(repositoryName="web")["repository"]]
    manifest = {"mediaType": _KIND, "layers": [], "annotations": {"tfgen.sandbox/tasks": tasks}}
    made = ecr.put_image(repositoryName="web", imageManifest=json.dumps(manifest), imageTag=tasks)
    sign = {"imageDigest": "@", "imageTag": ":"}[by]
    return f"{found[0]['repositoryUri']}{sign}{made['image']['imageId'][by]}"


def _deploy(clients: Clients, image: str) -> Any:
    """Registers a revision with `image`; gives UpdateService's answer for it."""
    arn = revision(clients, image=image)
    return clients("ecs").update_service(cluster="stg", service="web", taskDefinition=arn)[
        "service"
    ]


def _state(found: dict[str, Any]) -> tuple[str, str, int]:
    [primary] = found["deployments"]
    assert primary["taskDefinition"] == found["taskDefinition"]
    return found["taskDefinition"].split("/")[-1], primary["rolloutState"], found["runningCount"]


@pytest.mark.parametrize("by", ["imageDigest", "imageTag"])
def test_a_failed_deployment_is_rolled_back(clients: Clients, by: str) -> None:
    service(clients, deploymentConfiguration=_BREAKER)
    assert _state(described(clients)) == ("web:1", "COMPLETED", 2)
    assert _state(_deploy(clients, _image(clients, "fail", by=by)))[:2] == ("web:2", "IN_PROGRESS")

    found = described(clients)
    assert _state(found) == ("web:1", "COMPLETED", 2)
    rolled_back = f"(service web) rolled back to deployment {found['deployments'][0]['id']}."
    assert rolled_back in [event["message"] for event in found["events"]]


def test_a_good_image_after_a_failed_one_runs(clients: Clients) -> None:
    service(clients, deploymentConfiguration=_BREAKER)
    _deploy(clients, _image(clients, "fail"))
    described(clients)
    _deploy(clients, _image(clients, "run"))
    assert _state(described(clients)) == ("web:3", "COMPLETED", 2)


def test_two_failures_in_a_row_go_back_to_what_ran(clients: Clients) -> None:
    service(clients, deploymentConfiguration=_BREAKER)
    described(clients)
    image = _image(clients, "fail")
    _deploy(clients, image)
    _deploy(clients, image)
    assert _state(described(clients)) == ("web:1", "COMPLETED", 2)


@pytest.mark.parametrize("configuration", [{}, _HALF_BREAKER])
def test_without_rollback_the_service_stays_with_what_fails(
    clients: Clients, configuration: dict[str, Any]
) -> None:
    service(clients, deploymentConfiguration=configuration)
    described(clients)
    _deploy(clients, _image(clients, "fail"))
    assert _state(described(clients)) == ("web:2", "FAILED", 0)
    clients("ecs").update_service(cluster="stg", service="web", desiredCount=5)
    assert _state(described(clients)) == ("web:2", "FAILED", 0)
    _deploy(clients, "public.ecr.aws/nginx/nginx:1.27")
    assert _state(described(clients)) == ("web:3", "COMPLETED", 5)


def test_a_new_service_has_nothing_to_go_back_to(clients: Clients) -> None:
    bad = revision(clients, image=_image(clients, "fail"))
    service(clients, deploymentConfiguration=_BREAKER, taskDefinition=bad)
    assert _state(described(clients)) == ("web:1", "FAILED", 0)


def test_a_forced_deployment_shows_as_a_new_one(clients: Clients) -> None:
    service(clients)
    before = described(clients)["deployments"][0]["id"]
    clients("ecs").update_service(cluster="stg", service="web", forceNewDeployment=True)
    after = described(clients)
    assert after["deployments"][0]["id"] != before
    assert _state(after) == ("web:1", "COMPLETED", 2)


def test_a_blue_green_service_has_its_tasks_and_no_deployments(clients: Clients) -> None:
    service(clients, deploymentController={"type": "CODE_DEPLOY"})
    found = described(clients)
    assert (found["runningCount"], found["deployments"]) == (2, [])


@pytest.mark.parametrize(("tasks", "code"), [("run", 0), ("fail", 1)])
def test_a_task_ends_as_its_image_does(clients: Clients, tasks: str, code: int) -> None:
    ecs, ec2 = clients("ecs"), clients("ec2")
    ecs.create_cluster(clusterName="stg")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    [task] = ecs.run_task(
        cluster="stg",
        taskDefinition=revision(clients, image=_image(clients, tasks)),
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )["tasks"]
    for _ in range(10):
        [found] = ecs.describe_tasks(cluster="stg", tasks=[task["taskArn"]])["tasks"]
        if found["lastStatus"] == "STOPPED":
            break
    assert (found["lastStatus"], found["containers"][0]["exitCode"]) == ("STOPPED", code)
