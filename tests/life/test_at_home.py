"""plan and apply in the stack's own folder: a real S3 backend, and the right account."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tfgen.sandbox import foundation, lifecycle
from tfgen.sandbox.lifecycle import Sandbox

BACKEND = """\
    terraform {{
      backend "s3" {{
        bucket         = "example-tfstate"
        key            = "stg/web.tfstate"
        region         = "us-east-1"
        use_lockfile   = true
        use_path_style = true
      }}
    }}

    provider "aws" {{
      s3_use_path_style = true
    }}

    locals {{
      vpc_id        = "{vpc}"
      listener_arns = {{ public = "{listener}" }}
      subnet_ids    = {subnets}
      security_group_ids = []
    }}
    """


@pytest.fixture(scope="module")
def aws() -> Iterator[Sandbox]:
    """An AWS that plays the account of `stg`."""
    with lifecycle.private("123456789012", "us-east-1") as sandbox:
        sandbox.client("s3").create_bucket(Bucket="example-tfstate")
        yield sandbox


@pytest.fixture
def caller(aws: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The environment of somebody who is logged in there."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    for name, value in aws.environ().items():
        monkeypatch.setenv(name, value)
    return aws


def test_another_account_is_refused_before_terraform_starts(quick, caller) -> None:
    text = quick.read("tfgen.yaml").replace('"123456789012"', '"999999999999"', 1)
    quick.write("tfgen.yaml", text)
    quick.run("generate")
    for command in (["plan"], ["apply", "--yes"], ["destroy", "--yes"]):
        code, _, err = quick.run(*command, "web", "--env", "stg")
        assert code == 2
        assert "belong to account 123456789012, stg is account 999999999999" in err
        assert "tfgen.yaml:6" in err
    assert not (quick.root / "stacks/stg/web/.terraform").exists()


def test_no_credentials_are_explained(quick, monkeypatch) -> None:
    quick.run("generate")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    code, _, err = quick.run("plan", "web", "--env", "stg")
    assert code == 2
    assert "no usable AWS credentials" in err


def test_plan_and_apply_with_state_in_s3(quick, caller) -> None:
    made = foundation.create(caller, cluster="stg", listeners=["public"])
    quick.write(
        "services/web.yaml",
        quick.read("services/web.yaml").replace("  prd: {cpu: 512, memory: 2048}\n", ""),
    )
    quick.run("generate")
    listener = made.listeners["public"][0]
    override = BACKEND.format(
        vpc=made.vpc_id, listener=listener, subnets=json.dumps(made.subnet_ids)
    )
    quick.write("stacks/stg/web/test_override.tf", override)
    code, _, err = quick.run("apply", "web", "--env", "stg", "--yes")
    assert code == 0, err
    assert quick.run("plan", "web", "--env", "stg", "--detailed-exitcode")[0] == 0
    stored = caller.client("s3").list_objects_v2(Bucket="example-tfstate")["Contents"]
    assert [one["Key"] for one in stored] == ["stg/web.tfstate"]  # and no lock is left
    assert quick.run("destroy", "web", "--env", "stg", "--yes")[0] == 0
    assert quick.run("generate", "--check")[0] == 0


def test_a_missing_or_old_terraform_is_explained(quick, caller, tmp_path) -> None:
    quick.run("generate")
    fake = tmp_path / "old-terraform"
    fake.write_text('#!/bin/sh\necho "Terraform v1.2.3"\necho "on linux_amd64"\n')
    fake.chmod(0o755)
    for binary, words in ((tmp_path / "nowhere", "there is no Terraform"), (fake, "too old")):
        text = quick.read("tfgen.yaml") + f"terraform: {{binary: {binary}}}\n"
        quick.write("tfgen.yaml", text)
        code, _, err = quick.run("plan", "web", "--env", "stg")
        assert code == 2
        assert words in err
        assert "tfgen doctor --install" in err
        quick.write("tfgen.yaml", text.rpartition("terraform: ")[0])
