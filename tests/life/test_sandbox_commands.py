"""plan, apply and destroy in the sandbox, with deployments behind Terraform's back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import boto3
import pytest


@pytest.fixture
def running(quick, monkeypatch) -> Iterator[tuple]:
    """A repository with the sandbox of `stg` running, and a maker of clients for it."""
    assert quick.run("generate")[0] == 0
    code, out, err = quick.run("sandbox", "start", "--env", "stg")
    assert code == 0, err
    exports = dict(re.findall(r"export (\w+)=(\S+)", out))

    def client(service: str):
        return boto3.client(
            service,
            endpoint_url=exports["AWS_ENDPOINT_URL"],
            region_name=exports["AWS_REGION"],
            aws_access_key_id="sandbox",
            aws_secret_access_key="sandbox",
        )

    yield quick, client
    assert quick.run("sandbox", "stop")[0] == 0
    assert quick.run("sandbox", "status")[0] == 1


def _deploy(client, image: str) -> None:
    """What the pipeline does, without Terraform and without tfgen."""
    ecs = client("ecs")
    [service] = ecs.describe_services(cluster="stg", services=["web-stg"])["services"]
    current = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    definition = current["taskDefinition"]
    known = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members
    copy = {key: value for key, value in definition.items() if key in known}
    copy["containerDefinitions"][0]["image"] = image
    new = ecs.register_task_definition(**copy)["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster="stg", service="web-stg", taskDefinition=new)
    client("ssm").put_parameter(Name="/web-stg/image", Value=image, Type="String", Overwrite=True)


def _container(client) -> dict:
    ecs = client("ecs")
    [service] = ecs.describe_services(cluster="stg", services=["web-stg"])["services"]
    found = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    return found["taskDefinition"]


def test_a_life_in_the_sandbox(running) -> None:
    repository, client = running
    one = ("web", "--env", "stg", "--sandbox")
    before = repository.tree()

    assert repository.run("apply", *one)[0] == 2  # nobody to ask
    code, out, err = repository.run("apply", *one, "--yes")
    assert code == 0, out + err
    assert "initialised in" in err
    code, out, err = repository.run("plan", *one, "--detailed-exitcode")
    assert code == 0, out
    assert "initialised" not in err

    _deploy(client, "example.com/web:1")
    assert repository.run("plan", *one, "--detailed-exitcode")[0] == 0

    repository.write("services/web.yaml", repository.read("services/web.yaml") + "memory: 1024\n")
    assert repository.run("generate")[0] == 0
    code, out, _ = repository.run("plan", *one, "--detailed-exitcode", "--format", "json")
    assert code == 2
    [entry] = json.loads(out)["stacks"]
    assert entry["result"] == "changed"
    assert (entry["replace"], entry["destroy"]) == (1, 0)

    assert repository.run("plan", *one, "--out", "../kept")[0] == 0
    [kept] = (repository.root.parent / "kept").rglob("*.tfplan")
    assert kept.stat().st_mode & 0o777 == 0o600
    # A deployment between plan and apply: applied as it is, the plan would bring web:1 back.
    _deploy(client, "example.com/web:2")
    code, _, err = repository.run("apply", *one, "--plans", "../kept")
    assert code == 1
    assert "now 3" in err
    assert "means something else" in err
    assert _container(client)["containerDefinitions"][0]["image"] == "example.com/web:2"
    assert repository.run("plan", *one, "--out", "../kept")[0] == 0
    assert repository.run("apply", *one, "--plans", "../kept")[0] == 0
    definition = _container(client)
    assert definition["memory"] == "1024"
    assert definition["containerDefinitions"][0]["image"] == "example.com/web:2"
    assert repository.run("plan", *one, "--detailed-exitcode")[0] == 0
    # The plan is spent: the service has moved on.
    code, _, err = repository.run("apply", *one, "--plans", "../kept")
    assert code == 1
    assert "means something else" in err

    assert repository.run("destroy", "web", "--sandbox", "--yes")[0] == 2  # no environment
    assert repository.run("destroy", *one, "--yes")[0] == 0
    assert client("ecs").list_services(cluster="stg")["serviceArns"] == []
    changed = {path for path, text in repository.tree().items() if before.get(path) != text}
    assert changed == {"services/web.yaml", "stacks/stg/web/task_definition.tf"}


def test_a_stack_with_nothing_filled_in_can_be_planned(quick) -> None:
    quick.write(
        "tfgen.yaml",
        quick.read("tfgen.yaml").replace("vpc_id: vpc-1", "vpc_id: ''").replace("cluster: stg", ""),
    )
    quick.write("services/web.yaml", quick.read("services/web.yaml").replace("prd:", "stg:", 0))
    assert quick.run("generate")[0] == 0
    assert quick.run("plan", "web", "--env", "stg")[0] == 2
    code, _, err = quick.run("plan", "web", "--env", "stg", "--sandbox")
    assert code == 2
    assert "tfgen sandbox start --env stg" in err
    assert quick.run("sandbox", "start")[0] == 0
    try:
        code, out, err = quick.run("plan", "web", "--env", "stg", "--sandbox")
        assert code == 0, err
        assert "Plan: " in out
    finally:
        quick.run("sandbox", "stop")


def test_look_ups_of_the_environment_work_in_the_sandbox(quick) -> None:
    text = quick.read("tfgen.yaml").replace("vpc_id: vpc-1", "vpc_id: ssm:/network/vpc")
    text = text.replace("subnet_ids: [subnet-1, subnet-2]", "subnet_ids: remote_state:network.ids")
    quick.write("tfgen.yaml", text)
    assert quick.run("generate")[0] == 0
    assert quick.run("sandbox", "start")[0] == 0
    try:
        code, out, err = quick.run("plan", "web", "--env", "stg", "--sandbox")
        assert code == 0, err
        assert "Plan: " in out
    finally:
        quick.run("sandbox", "stop")
