"""The stand-in for ecs-cli: its command line, and what it does to ECS, here in this process."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from probing import Clients, embedded

from tfgen.sandbox.standins import ecs_cli

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "legacy-ecs-cli" / "app"
KIND = "application/vnd.oci.image.manifest.v1+json"
VARIABLES = {
    "TASK_ROLE_ARN": "arn:aws:iam::123456789012:role/shop-stg-task",
    "EXECUTION_ROLE_ARN": "arn:aws:iam::123456789012:role/shop-stg-execution",
    "TASK_CPU": "512",
    "TASK_MEMORY": "1024",
    "ASSIGN_PUBLIC_IP": "DISABLED",
    "LOG_GROUP": "/ecs/shop-stg",
    "REGION": "ap-northeast-1",
    "IMAGE": "shop:1",
    "WEB__RAILS_ENV": "production",
    "WEB__RAILS_MAX_THREADS": "5",
    "WEB__DATABASE_URL": "arn:aws:ssm:ap-northeast-1:123456789012:parameter/shop/database-url",
    "WEB__STRIPE_KEY": "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:shop:key::",
}
PROJECT = ("compose", "--project-name", "shop-stg", "--file", "docker-compose.yml", "service")
CLUSTER = ("--cluster", "stg", "--region", "ap-northeast-1")
UP = (*PROJECT, "up", "--launch-type", "FARGATE", *CLUSTER)


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Clients]:
    """ECS with an empty cluster, and the example's files in the working folder."""
    for name in ("docker-compose.yml", "ecs-params.yml"):
        shutil.copy(EXAMPLE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    with embedded() as clients:
        clients("ecs").create_cluster(clusterName="stg")
        subnets, group = network(clients)
        monkeypatch.setenv("SUBNET_IDS", ", ".join(subnets))
        monkeypatch.setenv("SECURITY_GROUP_IDS", group)
        monkeypatch.setattr(boto3, "client", lambda service, **_: clients(service))
        yield clients


def network(clients: Clients) -> tuple[list[str], str]:
    """Two new subnets, and a security group."""
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=block)["Subnet"]["SubnetId"]
        for block in ("10.0.0.0/24", "10.0.1.0/24")
    ]
    group = ec2.create_security_group(GroupName="tasks", Description="tasks", VpcId=vpc)
    return made, group["GroupId"]


def groups(clients: Clients) -> tuple[str, ...]:
    """The flags for two target groups, which are made here."""
    vpc = clients("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    flags: list[str] = []
    for container, port in (("nginx", 80), ("web", 3000)):
        made = clients("elbv2").create_target_group(
            Name=f"shop-stg-{port}", Protocol="HTTP", Port=port, VpcId=vpc, TargetType="ip"
        )
        arn = made["TargetGroups"][0]["TargetGroupArn"]
        written = f"targetGroupArn={arn},containerName={container},containerPort={port}"
        flags += ["--target-groups", written]
    return tuple(flags)


def service(clients: Clients) -> dict[str, Any]:
    found = clients("ecs").describe_services(cluster="stg", services=["shop-stg"])["services"]
    first: dict[str, Any] = found[0]
    return first


def test_the_first_time_a_service_is_made_behind_its_target_groups(clients: Clients) -> None:
    percents = ("--deployment-max-percent", "150", "--deployment-min-healthy-percent", "50")
    grace = ("--health-check-grace-period", "60", "--timeout", "7.5")
    assert ecs_cli.main([*UP, *groups(clients), *percents, *grace]) == 0

    found = service(clients)
    assert found["desiredCount"] == found["runningCount"] == 1
    behind = [(one["containerName"], one["containerPort"]) for one in found["loadBalancers"]]
    assert behind == [("nginx", 80), ("web", 3000)]
    assert found["healthCheckGracePeriodSeconds"] == 60
    assert found["deploymentConfiguration"]["maximumPercent"] == 150
    subnets = found["networkConfiguration"]["awsvpcConfiguration"]["subnets"]
    assert ", ".join(subnets) == os.environ["SUBNET_IDS"]


def test_the_task_definition_is_what_the_two_files_say(clients: Clients) -> None:
    assert ecs_cli.main(list(UP)) == 0
    found = clients("ecs").describe_task_definition(taskDefinition="shop-stg")["taskDefinition"]
    assert (found["family"], found["cpu"], found["memory"]) == ("shop-stg", "512", "1024")
    assert found["executionRoleArn"] == VARIABLES["EXECUTION_ROLE_ARN"]
    assert found["requiresCompatibilities"] == ["FARGATE"]
    containers = {one["name"]: one for one in found["containerDefinitions"]}
    web = containers["web"]
    assert web["image"] == "shop:1"
    assert web["portMappings"] == [{"containerPort": 3000, "hostPort": 3000, "protocol": "tcp"}]
    assert web["environment"] == [
        {"name": "RAILS_ENV", "value": "production"},
        {"name": "RAILS_MAX_THREADS", "value": "5"},
    ]
    assert web["secrets"][1] == {"name": "STRIPE_KEY", "valueFrom": VARIABLES["WEB__STRIPE_KEY"]}
    assert web["healthCheck"] == {
        "command": ["CMD-SHELL", "curl -fsS http://localhost:3000/healthz"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 30,
    }
    assert containers["nginx"]["dependsOn"] == [{"containerName": "web", "condition": "HEALTHY"}]
    assert containers["nginx"]["logConfiguration"]["options"]["awslogs-group"] == "/ecs/shop-stg"


def test_an_update_keeps_the_number_of_tasks(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ecs_cli.main(list(UP)) == 0
    assert ecs_cli.main([*PROJECT, "scale", *CLUSTER, "3"]) == 0
    assert service(clients)["runningCount"] == 3
    monkeypatch.setenv("TASK_MEMORY", "2048")
    assert ecs_cli.main(list(UP)) == 0
    found = service(clients)
    assert (found["desiredCount"], found["taskDefinition"][-2:]) == (3, ":2")


def test_other_target_groups_do_not_reach_an_existing_service(
    clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    given = groups(clients)
    assert ecs_cli.main([*UP, *given[:2]]) == 0
    assert ecs_cli.main([*UP, *given]) == 0
    assert "cannot update the load balancer configuration" in capsys.readouterr().err
    assert len(service(clients)["loadBalancers"]) == 1


@pytest.mark.parametrize("before", [True, False], ids=["update", "create"])
def test_tasks_that_do_not_start_fail_the_deployment(
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    before: bool,
) -> None:
    if before:
        assert ecs_cli.main(list(UP)) == 0
    ecr = clients("ecr")
    made = ecr.create_repository(repositoryName="shop")["repository"]["repositoryUri"]
    manifest = {"mediaType": KIND, "layers": [], "annotations": {"tfgen.sandbox/tasks": "fail"}}
    ecr.put_image(repositoryName="shop", imageManifest=json.dumps(manifest), imageTag="bad")
    monkeypatch.setenv("IMAGE", f"{made}:bad")
    assert ecs_cli.main([*UP, "--timeout", "2"]) == 1
    assert "Running count has not changed for 2.00 minutes" in capsys.readouterr().err


def test_the_service_is_removed_and_made_again(clients: Clients) -> None:
    assert ecs_cli.main(list(UP)) == 0
    assert ecs_cli.main([*PROJECT, "rm", *CLUSTER]) == 0
    assert service(clients)["status"] == "INACTIVE"
    assert ecs_cli.main([*PROJECT, "down", *CLUSTER]) == 0
    assert ecs_cli.main(list(UP)) == 0
    assert service(clients)["status"] == "ACTIVE"


REFUSED = {
    "unknown flag": ([*UP, "--target-group", "a"], "unrecognized arguments: --target-group"),
    "flag of the wrong level": (
        ["compose", "--launch-type", "FARGATE", *PROJECT[1:], "up", *CLUSTER],
        "Incorrect Usage",
    ),
    "abbreviation": ([*UP, "--time", "5"], "unrecognized arguments: --time"),
    "what is not played": ([*UP, "--tags", "a=b"], "does not carry out --tags"),
    "a switch that is not played": ([*UP, "--enable-service-discovery"], "does not carry out"),
    "unknown command": ([*PROJECT, "restart", *CLUSTER], "invalid choice"),
    "no cluster": ([*PROJECT, "up", "--launch-type", "FARGATE"], "give --cluster"),
    "EC2 by default": ([*PROJECT, "up", *CLUSTER], "give --launch-type FARGATE"),
    "grace without groups": ([*UP, "--health-check-grace-period", "9"], "only valid for services"),
    "negative timeout": ([*UP, "--timeout", "-1"], "not a valid timeout value"),
    "group without port": (
        [*UP, "--target-groups", "targetGroupArn=a,containerName=web"],
        "--containerPort must be specified",
    ),
    "group with an unknown key": (
        [*UP, "--target-groups", "arn=a,containerName=web,containerPort=3000"],
        "[--arn] is an invalid flag",
    ),
    "group with a list": ([*UP, "--target-groups", "containerName"], "initialization error"),
    "group of another port": (
        [*UP, "--target-groups", "targetGroupArn=a,containerName=web,containerPort=80"],
        "'web' has no port 80",
    ),
    "service that is not there": ([*PROJECT, "scale", *CLUSTER, "2"], "'MISSING'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_ecs_cli_refuses_ends_with_one(
    clients: Clients, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    arguments, words = REFUSED[case]
    try:
        code = ecs_cli.main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 1
    assert words in capsys.readouterr().err
    assert not clients("ecs").list_services(cluster="stg")["serviceArns"]


def test_wrong_files_are_said_with_their_lines(
    clients: Clients, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TASK_MEMORY")
    path = Path("docker-compose.yml")
    path.write_text(path.read_text().replace("80:80", "8080:80"), encoding="utf-8")
    assert ecs_cli.main(list(UP)) == 1
    err = capsys.readouterr().err
    assert "ecs-params.yml:14: nothing sets the variable TASK_MEMORY" in err
    assert "docker-compose.yml:33:9: port 8080:80" in err
    assert not clients("ecs").list_task_definitions()["taskDefinitionArns"]


def test_what_ecs_cli_passes_over_is_said(
    clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("docker-compose.yml")
    path.write_text(path.read_text().replace("    ports:", "    restart: always\n    ports:", 1))
    assert ecs_cli.main(list(UP)) == 0
    err = capsys.readouterr().err
    assert "Skipping unsupported YAML option for service... option name=restart" in err


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert ecs_cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("ecs-cli version 1.21.0")
