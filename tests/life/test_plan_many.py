"""tfgen plan over many stacks, with real Terraform: what a branch reaches, and its reports."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import NoCredentialsError

from tfgen.aws import live
from tfgen.runner import manifest
from tfgen.sandbox import lifecycle
from tfgen.sandbox.lifecycle import Sandbox

SETTINGS = """\
    project: example
    defaults: {region: us-east-1}
    environments:
      stg: {account_id: "123456789012"}
      prd: {account_id: "123456789012"}
    """
PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n\n'
PARAMETER = """\
    variable "name" {
      type = string
    }

    resource "aws_ssm_parameter" "this" {
      name           = var.name
      type           = "String"
      insecure_value = file("${path.module}/value.txt")
    }
    """
CALL = """\
module "parameter" {{
  source = "../../../modules/parameter"
  name   = "/{name}"
}}
"""
READS_PLATFORM = """\
data "terraform_remote_state" "platform" {
  backend = "local"

  config = {
    path = "../_platform/terraform.tfstate"
  }
}
"""
TASK = """\
resource "aws_ecs_task_definition" "this" {
  family = "web"

  container_definitions = jsonencode([{
    name        = "web"
    image       = "web:1"
    memory      = 128
    environment = [{ name = "DATABASE_PASSWORD", value = "plain-hunter2" }]
  }])
}

resource "terraform_data" "hostile" {
  input = "``` </details> # Approved"
}
"""
BACKEND = """\
terraform {
  backend "s3" {
    bucket                      = "states"
    key                         = "prd/old.tfstate"
    region                      = "us-east-1"
    use_path_style              = true
    use_lockfile                = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
  }
}

"""
PIPELINE = """\
resource "aws_ecs_task_definition" "this" {
  family                = "busy"
  container_definitions = jsonencode([{ name = "web", image = "web:1", memory = 128 }])
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codepipeline.amazonaws.com" }
    }]
  })
}

locals {
  source = { S3Bucket = "b", S3ObjectKey = "k" }
}

resource "aws_codepipeline" "this" {
  name     = "busy"
  role_arn = aws_iam_role.this.arn

  artifact_store {
    location = "artifacts"
    type     = "S3"
  }

  dynamic "stage" {
    for_each = { Source = "S3", Build = "CodeBuild" }

    content {
      name = stage.key

      action {
        name             = stage.key
        category         = stage.key
        owner            = "AWS"
        provider         = stage.value
        version          = "1"
        input_artifacts  = stage.key == "Build" ? ["source"] : []
        output_artifacts = stage.key == "Source" ? ["source"] : []
        configuration    = stage.key == "Build" ? { ProjectName = "p" } : local.source
      }
    }
  }
}
"""
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="module")
def aws() -> Iterator[Sandbox]:
    with lifecycle.private("123456789012", "us-east-1") as sandbox:
        yield sandbox


@pytest.fixture
def infra(repository, tmp_path: Path, aws: Sandbox, monkeypatch: pytest.MonkeyPatch):
    """Stacks of a logged-in engineer, on a branch of a git repository."""
    for name in ("AWS_CA_BUNDLE", "GITHUB_BASE_REF"):
        monkeypatch.delenv(name, raising=False)
    for name, value in aws.environ().items():
        monkeypatch.setenv(name, value)
    made = repository
    made.root = tmp_path / 'infra\'s "repository"'
    made.write("tfgen.yaml", SETTINGS)
    made.write(".gitignore", ".terraform/\n.tfgen/\n*.tfstate*\n")
    made.write("modules/parameter/main.tf", PARAMETER)
    made.write("modules/parameter/value.txt", "one")
    for stack in ("stg/_platform", "stg/api", "prd/api"):
        # All tests share one AWS.
        name = f"{tmp_path.name}/{stack}"
        made.write(f"stacks/{stack}/main.tf", PROVIDER + CALL.format(name=name))
    made.write("stacks/stg/web/main.tf", PROVIDER + TASK)
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "state")
    git(made, "switch", "-q", "-c", "feature")
    return made


def git(infra, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=infra.root, check=True, capture_output=True)


def results(infra, *words: str) -> tuple[int, dict[str, dict[str, object]]]:
    code, out, err = infra.run("plan", "--format", "json", *words)
    assert out, err
    return code, {f"{one['env']}/{one['service']}": one for one in json.loads(out)["stacks"]}


def test_a_branch_is_planned_where_it_reaches_and_reported(infra) -> None:
    code, out, _ = infra.run("plan", "--changed")
    assert (code, out) == (0, "nothing to plan\n")
    infra.write("modules/parameter/value.txt", "two")
    code, found = results(infra, "--changed", "--detailed-exitcode", "--env", "stg")
    assert code == 2
    assert found.keys() == {"stg/_platform", "stg/api"}
    assert {one["add"] for one in found.values()} == {1}

    infra.write("stacks/stg/web/more.tf", "")
    files = [f"../plan.{ending}" for ending in ("md", "html", "json", "xml", "txt")]
    code, out, err = infra.run("plan", "--env", "stg", *(f"--report={name}" for name in files))
    assert code == 0, err
    texts = [out, err, *((infra.root / name).read_text() for name in files)]
    texts += [path.read_text() for path in (infra.root / ".tfgen/logs").rglob("*.log")]
    assert len(texts) == 10
    assert [text for text in texts if "hunter2" in text] == []
    assert "container web: added, image web:1" not in out  # the first revision is an addition
    assert not list((infra.root / ".tfgen").rglob("*.tfplan"))


def test_a_broken_stack_among_good_ones_skips_what_waits_for_it(infra) -> None:
    infra.write("stacks/stg/_platform/main.tf", "resource {\n")
    infra.write("stacks/stg/api/remote.tf", READS_PLATFORM)
    code, found = results(infra, "-j", "2")
    assert code == 1
    assert {name: one["result"] for name, one in found.items()} == {
        "prd/api": "changed",
        "stg/_platform": "failed",
        "stg/api": "skipped",
        "stg/web": "skipped",
    }
    assert "stg/_platform failed" in str(found["stg/api"]["error"])
    assert found["stg/_platform"]["error"]
    logs = infra.root / ".tfgen/logs"
    assert "stacks/stg/_platform/main.tf:1" in (logs / "stg/_platform.log").read_text()
    assert "aws_ssm_parameter.this: Plan to create" in (logs / "prd/api.log").read_text()


def test_the_only_stack_that_fails_is_reported_too(infra) -> None:
    infra.write("stacks/stg/web/main.tf", "resource {\n")
    code, found = results(infra, "web", "--env", "stg", "--report", "../one.md")
    assert code == 1
    assert found["stg/web"]["result"] == "failed"
    assert "1 failed, of 1 stacks" in (infra.root.parent / "one.md").read_text()
    code, out, err = infra.run("plan", "web", "--env", "stg")
    assert (code, out) == (1, "")
    assert "error: " in err


def test_what_a_guard_finds_blocks_until_it_is_allowed(infra, monkeypatch) -> None:
    monkeypatch.delenv("TFGEN_PLAN_KEY", raising=False)
    infra.write("stacks/prd/api/main.tf", PROVIDER + 'resource "aws_sqs_queue" "this" {}\n')
    assert infra.run("apply", "api", "--env", "prd", "--yes")[0] == 0
    infra.write("stacks/prd/api/main.tf", PROVIDER)
    code, found = results(infra, "api", "--env", "prd")
    assert code == 1
    [guard] = found["prd/api"]["guards"]
    assert (guard["code"], guard["blocking"]) == ("stateful", True)
    other = ("--allow", "stateful:prd/other", "--out", "../guarded")
    assert results(infra, "api", "--env", "prd", *other)[0] == 1
    # Whoever has the key could say that no guard found anything: it is asked again.
    folder = infra.root.parent / "guarded"
    kept = manifest.read(folder, {})
    forged = tuple(replace(entry, blocked=()) for entry in kept.entries)
    manifest.write(folder, replace(kept, entries=forged), {})
    code, _, err = infra.run("apply", "--plans", "../guarded", "--anew")
    assert (code, "prd/api is blocked by stateful" in err) == (2, True), err
    code, found = results(infra, "api", "--env", "prd", "--allow", "stateful:prd/api")
    assert code == 0
    assert found["prd/api"]["guards"][0]["blocking"] is False
    assert found["prd/api"]["destroy"] == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--report", "plan.pdf"], "endings: .txt"),
        (["--comment", "github"], "needs GITHUB_REPOSITORY"),
        (["--allow", "nonsuch"], "there is no guard 'nonsuch'"),
        (["nonsuch*"], "has no stack"),
        (["--owner", "nobody"], "no stack is of nobody"),
    ],
)
def test_what_is_wrong_is_said_before_minutes_pass(
    infra, words: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    code, _, err = infra.run("plan", *words)
    assert code == 2
    assert message in err
    assert not list(infra.root.rglob(".terraform"))


def test_a_branch_cannot_bring_along_what_the_base_does_not_allow(infra) -> None:
    infra.write("stacks/stg/web/evil.tf", 'data "external" "x" {\n  program = ["touch", "/x"]\n}\n')
    settings = infra.read("tfgen.yaml")
    infra.write("tfgen.yaml", settings + "gate: {allow: [external], providers: [hashicorp/x]}\n")
    code, _, err = infra.run("plan", "--changed", "--env", "stg")
    assert code == 2
    assert "stacks/stg/web/evil.tf:1: data source 'external' runs or asks" in err
    assert "gate.allow" in err
    infra.write("tfgen.yaml", settings)
    (infra.root / "stacks/stg/web/evil.tf").unlink()
    infra.write("stacks/stg/web/.terraform/providers/x", "")
    git(infra, "add", "-f", "stacks/stg/web/.terraform/providers/x")
    code, _, err = infra.run("plan", "--changed")
    assert (code, "is committed" in err) == (2, True), err


def test_four_shards_give_the_report_of_one_run(infra) -> None:
    endings = ("md", "html", "txt")
    whole = [f"--report=../whole.{ending}" for ending in endings]
    code, _, err = infra.run("plan", *whole)
    assert code == 0, err
    for number in range(1, 5):
        shard = ("--shard", f"{number}/4", "--report", f"../shards/{number}/plan.json")
        assert infra.run("plan", *shard)[0] == 0
    merged = [f"--report=../merged.{ending}" for ending in endings]
    code, out, err = infra.run("report", "merge", "../shards", *merged)
    assert code == 0, err
    for ending in endings:
        one, other = (infra.root.parent / f"{name}.{ending}" for name in ("whole", "merged"))
        assert one.read_bytes() == other.read_bytes()
    assert out == (infra.root.parent / "whole.txt").read_text()
    code, out, _ = infra.run("matrix", "--all", "--shards", "9")
    assert json.loads(out) == {"shard": ["1/4", "2/4", "3/4", "4/4"]}


def test_saved_plans_are_applied_as_long_as_they_mean_the_same(infra, monkeypatch) -> None:
    one = ("api", "--env", "prd")
    monkeypatch.delenv("TFGEN_PLAN_KEY", raising=False)
    assert infra.run("plan", *one, "--out", "../kept")[0] == 0
    monkeypatch.setenv("TFGEN_PLAN_KEY", "0123456789abcdef0123456789abcdef")
    somebodys = infra.write("../kept/prd/somebodys.tfplan", "x")
    assert infra.run("plan", *one, "--out", "../kept")[0] == 0
    # What the earlier run left in plain text is no more, and nothing else is touched.
    somebodys.unlink()
    apply = ("apply", *one, "--plans", "../kept")
    # With a key plans are sealed: no file below holds one that another program could read.
    [kept] = (infra.root.parent / "kept").rglob("*.tfplan*")
    assert kept.name == "api.tfplan.sealed"
    plan = kept.read_bytes()
    assert b"PK" not in plan[:40]

    def refused(words: str) -> None:
        code, _, err = infra.run(*apply)
        assert (code, words in err) == (2, True), err

    kept.write_bytes(plan + b"x")
    refused("is not the plan that was saved")
    kept.write_bytes(plan)
    infra.write("modules/parameter/value.txt", "two")
    refused("is not the one that was planned")
    infra.write("modules/parameter/value.txt", "one")
    infra.write("README.md", "x")
    git(infra, "add", "README.md")
    git(infra, "commit", "-q", "-m", "other")
    refused("are of commit")
    git(infra, "reset", "-q", "--hard", "HEAD~1")
    monkeypatch.setenv("TFGEN_PLAN_KEY", "fedcba9876543210fedcba9876543210")
    refused("not signed with this key")
    monkeypatch.setenv("TFGEN_PLAN_KEY", "0123456789abcdef0123456789abcdef")
    code, _, err = infra.run("apply", "web", "--env", "stg", "--plans", "../kept")
    assert (code, "there is no saved plan" in err) == (2, True)

    # Somebody makes a state meanwhile, and what there is to do stays what it was.
    infra.write("stacks/prd/api/more.tf", 'output "x" {\n  value = 1\n}\n')
    assert infra.run("apply", *one, "--yes")[0] == 0
    (infra.root / "stacks/prd/api/more.tf").unlink()
    assert infra.run("destroy", *one, "--yes")[0] == 0
    code, _, err = infra.run(*apply)
    assert code == 0, err
    assert "means the same, and is applied" in err
    assert results(infra, *one, "--detailed-exitcode")[0] == 0

    # It is spent now: there is nothing left that it could mean.
    code, _, err = infra.run(*apply)
    assert (code, "means something else" in err) == (1, True)
    assert not list((infra.root / ".tfgen").rglob("*.tfplan"))


def test_plans_are_applied_side_by_side_of_equal_files_and_anew(infra, monkeypatch) -> None:
    monkeypatch.delenv("TFGEN_PLAN_KEY", raising=False)
    infra.write("stacks/stg/api/secret.tf", 'output "o" {\n  value = "DB_PASSWORD=hunter2"\n}\n')
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "feature")
    assert infra.run("plan", "*api", "_platform", "--out", "../three")[0] == 0
    # A merge without another change makes another commit of the same files.
    git(infra, "switch", "-q", "main")
    git(infra, "merge", "-q", "--no-ff", "-m", "merge", "feature")
    apply = ("apply", "--plans", "../three", "-j", "3")
    code, out, err = infra.run(*apply, "--env", "stg")
    assert code == 0, err
    assert out.index("=== stg/_platform ===") < out.index("=== stg/api ===")
    assert out.count("Apply complete!") == 2
    assert "prd/api" not in out
    code, out, err = infra.run(*apply, "--env", "prd", "--anew")
    assert code == 0, err
    assert "prd/api: a plan made now means the same, and is applied" in err
    assert infra.run("plan", "*api", "--detailed-exitcode")[0] == 0
    code, _, err = infra.run("apply", "--anew", "--yes")
    assert (code, "--anew goes with --plans" in err) == (2, True)
    code, _, err = infra.run(*apply, "tpyo")
    assert (code, "'tpyo' has no stack" in err) == (2, True)
    # The sandbox's plans bring their own state along.
    kept = manifest.read(infra.root.parent / "three", {})
    manifest.write(infra.root.parent / "three", replace(kept, sandbox=True), {})
    code, _, err = infra.run(*apply, "--env", "prd")
    assert (code, "are for the sandbox" in err) == (2, True)


def refuse(*_: object) -> None:
    raise NoCredentialsError


def test_what_is_under_way_is_waited_for_or_refused(
    infra, aws: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = ("web", "--env", "stg")
    infra.write("stacks/stg/web/main.tf", PROVIDER + PIPELINE)
    code, _, err = infra.run("apply", *one, "--yes")
    assert code == 0, err
    infra.write(
        "stacks/stg/web/main.tf", PROVIDER + PIPELINE.replace("memory = 128", "memory = 256")
    )
    assert infra.run("plan", *one, "--out", "../busy")[0] == 0
    pipelines = aws.client("codepipeline")
    execution = pipelines.start_pipeline_execution(name="busy")["pipelineExecutionId"]
    apply = ("apply", *one, "--plans", "../busy")
    code, _, err = infra.run(*apply)
    assert (code, "pipeline busy: an execution is under way" in err) == (1, True), err
    assert "--wait MINUTES" in err
    code, found = results(infra, *one)
    assert (code, [guard["code"] for guard in found["stg/web"]["guards"]]) == (1, ["deploying"])
    # Where nobody could look when it was planned, somebody looks when it is applied.
    with monkeypatch.context() as blind:
        blind.setattr(live, "look", refuse)
        code, found = results(infra, *one, "--out", "../blind")
    assert code == 0
    assert "could not be looked at" in str(found["stg/web"]["notes"])
    code, _, err = infra.run("apply", *one, "--plans", "../blind")
    assert (code, "pipeline busy: an execution is under way" in err) == (1, True), err
    pipelines.stop_pipeline_execution(pipelineName="busy", pipelineExecutionId=execution)
    code, _, err = infra.run(*apply, "--wait", "1")
    assert code == 0, err


def test_a_removed_stack_is_destroyed_when_that_is_allowed(infra, aws: Sandbox) -> None:
    aws.client("s3").create_bucket(Bucket="states")
    infra.write("stacks/prd/old/main.tf", BACKEND + PROVIDER + CALL.format(name="old"))
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "old")
    assert infra.run("apply", "old", "--env", "prd", "--yes")[0] == 0
    git(infra, "branch", "-f", "main")
    git(infra, "rm", "-q", "-r", "stacks/prd/old")
    infra.write("stacks/prd/api/more.tf", "")
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "old has had its day")
    code, out, _ = infra.run("plan", "--changed", "--base", "main", "--why")
    assert (code, "prd/old\n    <- it is no longer there" in out) == (0, True)
    assert json.loads(infra.run("matrix", "--base", "main")[1]) == {"shard": ["1/2", "2/2"]}
    code, found = results(infra, "--changed", "--out", "../gone")
    assert code == 0
    assert {name: (one["add"], one["destroy"]) for name, one in found.items()} == {
        "prd/api": (1, 0),
        "prd/old": (0, 1),
    }
    assert found["prd/old"]["path"] == "stacks/prd/old"
    apply = ("apply", "--plans", "../gone")
    code, _, err = infra.run(*apply)
    assert (code, "everything in prd/old would be destroyed" in err) == (2, True)
    assert "/old" in names(aws)
    code, out, err = infra.run(*apply, "--allow-destroy")
    assert code == 0, err
    assert out.index("=== prd/api ===") < out.index("=== prd/old ===")
    assert "/old" not in names(aws)
    # Now it is planned again, there is nothing left of it.
    code, found = results(infra, "--changed", "--detailed-exitcode")
    assert (code, {one["result"] for one in found.values()}) == (0, {"no-op"})


def names(aws: Sandbox) -> set[str]:
    found = aws.client("ssm").describe_parameters()["Parameters"]
    return {one["Name"] for one in found}
