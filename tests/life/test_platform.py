"""The platform of an environment, by real Terraform: up, unchanged, used by a service, down."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tfgen.environment_checks import PLATFORM_OUTPUTS
from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.foundation import Foundation
from tfgen.sandbox.lifecycle import Sandbox

ACCOUNT = "222222222222"
PATH_STYLE = """\
    provider "aws" {
      s3_use_path_style = true
    }
    """


@pytest.fixture(scope="module")
def aws() -> Iterator[Sandbox]:
    """An AWS that plays the account of the environment `live`."""
    with lifecycle.private(ACCOUNT, "us-east-1") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def there(aws: Sandbox) -> Foundation:
    """The network and the certificate that are there before the platform."""
    return foundation.create(aws, cluster="other", listeners=[])


@pytest.fixture
def caller(aws: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The environment of somebody who is logged in there."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    for name, value in aws.environ().items():
        monkeypatch.setenv(name, value)
    return aws


def _make(repository: Any, there: Foundation, *more: str) -> None:
    """The environment `live` with its platform, and the service `web` in it."""
    code, _, err = repository.run(
        *("new-environment", "live", "--account-id", ACCOUNT, "--vpc-id", there.vpc_id, "--yes"),
        *(word for one in there.subnet_ids for word in ("--subnet", one, "--public-subnet", one)),
        *("--certificate-arn", there.certificate_arn, "--test-cidr", "10.0.0.0/8", *more),
    )
    assert code == 0, err
    connection = f'connection_arn: "{there.connection_arn}"'
    settings = repository.read("tfgen.yaml").replace('connection_arn: ""', connection)
    repository.write("tfgen.yaml", f"{settings}      deletion_protection: false\n")
    spec = repository.read("services/web.yaml").partition("environments:")[0]
    repository.write("services/web.yaml", f"{spec}environments: {{live: {{}}}}\n")
    assert repository.run("generate")[0] == 0
    for stack in ("_platform", "web"):
        repository.write(f"stacks/live/{stack}/test_override.tf", PATH_STYLE)


def _planned(repository: Any, service: str, terraform: tuple[str, dict[str, str]]) -> Any:
    """The plan of a stack of `live`: each resource's address and its planned values."""
    plans = repository.root / "plans"
    code, out, err = repository.run("plan", service, "--env", "live", "--out", str(plans))
    assert code == 0, out + err
    binary, env = terraform
    shown = subprocess.run(
        [binary, "show", "-json", str(plans / "live" / f"{service}.tfplan")],
        cwd=repository.root / "stacks/live" / service,
        env={**os.environ, **env},
        capture_output=True,
        check=True,
    )
    return {
        one["address"]: one["change"]["after"]
        for one in json.loads(shown.stdout)["resource_changes"]
    }


def test_up_unchanged_used_by_a_service_down(
    quick, caller, there, terraform_bin, terraform_env
) -> None:
    _make(quick, there, "--alarm-email", "on-call@example.com")
    code, out, err = quick.run("apply", "_platform", "--env", "live", "--yes")
    assert code == 0, out + err
    code, out, err = quick.run("plan", "_platform", "--env", "live", "--detailed-exitcode")
    assert code == 0, out + err

    state = json.loads(quick.read("stacks/live/_platform/terraform.tfstate"))
    outputs = {name: one["value"] for name, one in state["outputs"].items()}
    assert set(outputs) == set(PLATFORM_OUTPUTS)
    ports = {
        listener["ListenerArn"]: listener["Port"]
        for listener in caller.client("elbv2").describe_listeners(
            LoadBalancerArn=outputs["load_balancer_arn"]
        )["Listeners"]
    }
    assert ports[outputs["listener_arn"]] == 443
    assert ports[outputs["test_listener_arn"]] == 8443
    assert sorted(ports.values()) == [80, 443, 8443]
    bucket = outputs["template_bucket"]
    told = caller.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    assert "EventBridgeConfiguration" in told

    planned = _planned(quick, "web", (terraform_bin, terraform_env))
    rules = [one for address, one in planned.items() if address.startswith("aws_lb_listener_rule.")]
    assert [rule["listener_arn"] for rule in rules] == [outputs["listener_arn"]]
    assert planned["aws_ecs_service.this"]["cluster"].endswith(
        f":cluster/{outputs['cluster_name']}"
    )
    [store] = planned["aws_codepipeline.this"]["artifact_store"]
    assert store["location"] == outputs["artifact_bucket"]

    code, out, err = quick.run("destroy", "_platform", "--env", "live", "--yes")
    assert code == 0, out + err
    assert json.loads(quick.read("stacks/live/_platform/terraform.tfstate"))["resources"] == []
    assert quick.run("generate", "--check")[0] == 0


def test_artifacts_expire_and_templates_stay(
    repository, caller, there, terraform_bin, terraform_env
) -> None:
    _make(repository, there)
    repository.write(
        "tfgen.yaml", f"{repository.read('tfgen.yaml')}      artifact_expiration_days: 7\n"
    )
    assert repository.run("generate")[0] == 0
    planned = _planned(repository, "_platform", (terraform_bin, terraform_env))
    days = {
        name: [
            one["days"]
            for rule in planned[
                f"module.platform.module.{name}.aws_s3_bucket_lifecycle_configuration.this"
            ]["rule"]
            for one in rule["expiration"]
        ]
        for name in ("artifacts", "templates")
    }
    assert days == {"artifacts": [7], "templates": []}
    buckets = [
        planned[f"module.platform.module.{name}.aws_s3_bucket.this"]["force_destroy"]
        for name in ("artifacts", "templates")
    ]
    assert buckets == [True, False]
