"""The workflows that `tfgen init --ci github` writes, run from a pull request to resources in AWS.

Real git, real Terraform, the embedded AWS, a stand-in of GitHub's API; bash runs every `run:` step.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_standin import GitHub, Run
from iam_actions import granted, recorded
from other_machines import CircleCi, codebuild
from workflow_machine import Event, Job, Machine

from tfgen import yaml_file
from tfgen.sandbox import lifecycle
from tfgen.sandbox.lifecycle import Sandbox

ROOT = Path(__file__).resolve().parents[2]
PLAN, APPLY, DRIFT = (f".github/workflows/{name}.yml" for name in ("plan", "apply", "drift"))
COMMIT = "0123456789abcdef0123456789abcdef01234567"
BUCKET = "example-tfstate"
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
SETTINGS = """\
    project: example
    backend: {type: s3, bucket: example-tfstate, region: us-east-1}
    defaults: {region: us-east-1}
    environments:
      stg:
        account_id: "123456789012"
        cluster: stg
        network: {vpc_id: VPC, subnet_ids: [SUBNET], security_group_ids: []}
        connection_arn: arn:aws:codeconnections:us-east-1:123456789012:connection/abc
      prd:
        account_id: "222222222222"
    """
SPEC = """\
    name: report
    kind: job
    strategy: codepipeline
    source: {repository: example/report}
    cpu: 256
    memory: 512
    containers:
      report: {command: [python, report.py]}
    schedule: {expression: cron(0 3 * * ? *)}
    environments:
      stg: {}
    """
# Buckets have no host names of their own where everything is at one address.
EMBEDDED = 'provider "aws" {\n  s3_use_path_style = true\n}\n'
# The provider waits 55 s for the expiry rules of a new bucket, whatever answers it.
SLOW = re.compile(r'^resource "aws_s3_bucket_lifecycle_configuration".*?^}\n', re.M | re.S)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch:
        # What is recorded lies where the server was started.
        patch.chdir(tmp_path_factory.mktemp("aws"))
        with lifecycle.private("123456789012", "us-east-1") as sandbox:
            sandbox.client("s3").create_bucket(Bucket=BUCKET)
            sandbox.client("ecs").create_cluster(clusterName="stg")
            yield sandbox


@pytest.fixture
def infra(repository, tmp_path: Path, aws: Sandbox):
    """A repository on `main` with the pipelines, pushed to a remote; no service yet."""
    made = repository
    (made.root / "services" / "web.yaml").unlink()
    (made.root / "modules").unlink()
    shutil.copytree(
        ROOT / "modules", made.root / "modules", ignore=shutil.ignore_patterns(".terraform*")
    )
    store = made.root / "modules" / "artifact-store" / "main.tf"
    store.write_text(SLOW.sub("", store.read_text()))
    subnet = aws.client("ec2").describe_subnets()["Subnets"][0]
    settings = SETTINGS.replace("VPC", subnet["VpcId"]).replace("SUBNET", subnet["SubnetId"])
    made.write("tfgen.yaml", settings)
    made.write(".gitignore", ".terraform/\n.tfgen/\n*.tfstate*\n")
    git(made, "init", "-q", "-b", "main")
    options = ("--repository", "example/infra", "--tfgen", f"example/tfgen@{COMMIT}")
    code, out, err = made.run("init", ".", "--ci", "github", *options)
    assert (code, err) == (0, ""), out
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "pipelines")
    subprocess.run([*GIT, "init", "-q", "--bare", str(tmp_path / "remote")], check=True)
    git(made, "remote", "add", "origin", str(tmp_path / "remote"))
    git(made, "push", "-q", "origin", "main")
    return made


@pytest.fixture
def machine(infra, tmp_path: Path, aws: Sandbox, github: GitHub) -> Machine:
    secrets = {"TFGEN_PLAN_KEY": "0123456789abcdef0123456789abcdef"}
    # The same for the state.
    cloud = aws.environ() | {"TF_CLI_ARGS_init": "-backend-config=use_path_style=true"}
    return Machine(tmp_path / "jobs", tmp_path / "remote", github, secrets, cloud)


def git(infra, *words: str) -> str:
    done = subprocess.run(
        [*GIT, *words], cwd=infra.root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def pull_request(infra, head: str = "example/infra") -> Event:
    """The event of the pull request that the pushed branch makes, at its merge with main."""
    base = git(infra, "rev-parse", "main")
    tree = git(infra, "merge-tree", "--write-tree", "main", "feature")
    parents = ("-p", base, "-p", "feature")
    merge = git(infra, "commit-tree", tree, *parents, "-m", "Merge feature into main")
    git(infra, "push", "-q", "origin", f"+{merge}:refs/pull/7/merge", "+feature:feature")
    payload = {"pull_request": {"number": 7, "head": {"repo": {"full_name": head}}}}
    return Event("pull_request", "refs/pull/7/merge", merge, payload, base_ref="main")


def merged(infra) -> Event:
    """The event of the push that merges the pull request, as GitHub squashes it."""
    before = git(infra, "rev-parse", "main")
    git(infra, "switch", "-q", "main")
    git(infra, "merge", "-q", "--squash", "feature")
    git(infra, "commit", "-q", "-m", "A report (#7)")
    git(infra, "push", "-q", "origin", "main")
    after = git(infra, "rev-parse", "main")
    return Event("push", "refs/heads/main", after, {"before": before})


def outcome(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.result for name, job in jobs.items()}


def roles(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.role.rpartition("/")[2] for name, job in jobs.items() if job.role}


def first_run(infra, machine: Machine) -> None:
    """The push that brought the pipelines: there is no service yet, and nothing to apply."""
    event = Event("push", "refs/heads/main", git(infra, "rev-parse", "main"), {"before": "0" * 40})
    jobs = machine.run(APPLY, event)
    assert outcome(jobs) == {
        "plan-stg": "success",
        "plan-prd": "success",
        "apply-stg": "skipped",
        "apply-prd": "skipped",
    }, "\n".join(job.log for job in jobs.values())


def test_from_a_pull_request_to_an_empty_plan(
    infra, machine: Machine, aws: Sandbox, github: GitHub
) -> None:
    # The run of the push that brought the pipelines, which had nothing to apply.
    main = git(infra, "rev-parse", "main")
    github.runs[1] = Run(APPLY, "push", head_sha=main, head_branch="main")
    git(infra, "switch", "-q", "-c", "feature")
    infra.write("services/report.yaml", SPEC)
    infra.write("stacks/stg/report/embedded_override.tf", EMBEDDED)
    assert infra.run("generate")[0] == 0
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "A report")

    plan = machine.run(PLAN, pull_request(infra))

    logs = "\n".join(job.log for job in plan.values())
    assert outcome(plan) == {
        "check": "success",
        "plan (stg, us-east-1, arn:aws:iam::123456789012:role/example-stg-plan)": "success",
        "plan (prd, us-east-1, arn:aws:iam::222222222222:role/example-prd-plan)": "success",
        "comment": "success",
    }, logs
    assert set(roles(plan).values()) == {"example-stg-plan", "example-prd-plan"}
    [comment] = github.comments.values()
    assert "stg/report" in comment
    assert "aws_ecs_task_definition" in comment
    assert "stg/report" in plan["comment"].summary
    kept = {one.name.rpartition("-")[0]: one.content for one in github.artifacts.values()}
    # Whoever can read the repository can read its artifacts: nothing in them is plain.
    sealed = ["manifest.json", "stg/report.tfplan.sealed"]
    assert zipfile.ZipFile(io.BytesIO(kept["tfgen-plans-stg"])).namelist() == sealed
    assert zipfile.ZipFile(io.BytesIO(kept["tfgen-plans-prd"])).namelist() == sealed[:1]

    apply = machine.run(APPLY, merged(infra))

    logs = "\n".join(job.log for job in apply.values())
    assert outcome(apply) == {
        "plan-stg": "success",
        "plan-prd": "success",
        "apply-stg": "success",
        "apply-prd": "skipped",
    }, logs
    assert "files from tfgen-plans-stg-" in apply["plan-stg"].log
    assert roles(apply)["plan-stg"] == "example-stg-plan"
    assert roles(apply)["apply-stg"] == "example-stg-apply"
    families = aws.client("ecs").list_task_definition_families()["families"]
    assert families == ["report-stg"]
    keys = aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    assert [one["Key"] for one in keys] == ["stg/report.tfstate"]

    # The same commit once more, by hand: all stacks are planned, and nothing is left to do.
    inputs = {"inputs": {"allow": "stateful", "all": True, "destroy": True}}
    event = Event("workflow_dispatch", "refs/heads/main", git(infra, "rev-parse", "main"), inputs)
    with recorded(aws.endpoint) as calls:
        again = machine.run(APPLY, event)
    assert set(outcome(again).items()) == {
        ("plan-stg", "success"),
        ("plan-prd", "success"),
        ("apply-stg", "skipped"),
        ("apply-prd", "skipped"),
    }, "\n".join(job.log for job in again.values())
    assert again["plan-stg"].outputs == {"stacks": "0"}
    # All that it asked for is what the role that plans may do.
    assert len(calls) > 30
    assert calls - granted(ROOT / "modules" / "ci-roles" / "main.tf") == set()


def test_a_fork_is_checked_and_gets_no_credentials(infra, machine: Machine) -> None:
    git(infra, "switch", "-q", "-c", "feature")
    jobs = machine.run(PLAN, pull_request(infra, head="stranger/infra"))
    assert outcome(jobs)["check"] == "success", jobs["check"].log
    assert set(outcome(jobs).values()) == {"success", "skipped"}
    assert roles(jobs) == {}


def test_without_the_key_nothing_is_planned(infra, machine: Machine, github: GitHub) -> None:
    machine.secrets.clear()
    git(infra, "switch", "-q", "-c", "feature")
    jobs = machine.run(PLAN, pull_request(infra))
    assert [name for name, result in outcome(jobs).items() if result == "failure"]
    assert "TFGEN_PLAN_KEY is empty" in "".join(job.log for job in jobs.values())
    assert not [one for one in github.artifacts.values() if one.name.startswith("tfgen-plans")]
    assert github.comments == {}


def test_what_an_earlier_run_left_undone_is_planned_by_the_next(
    infra, machine: Machine, github: GitHub
) -> None:
    """A run that was dropped or failed: the saved plans of the next merge know nothing of it."""
    first_run(infra, machine)
    infra.write("stacks/stg/left/main.tf", "resource {}\n")
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "merged, and its run was dropped")
    git(infra, "push", "-q", "origin", "main")
    git(infra, "switch", "-q", "-c", "feature")
    infra.write("README.md", "# Infrastructure\n")
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "words")
    plan = machine.run(PLAN, pull_request(infra))
    assert outcome(plan)["comment"] == "success", "\n".join(job.log for job in plan.values())
    [comment] = github.comments.values()
    assert "no changes, of 0 stacks" in comment
    jobs = machine.run(APPLY, merged(infra))
    assert outcome(jobs)["plan-stg"] == "failure"
    assert "stg/left" in jobs["plan-stg"].log
    assert not any("files from tfgen-plans" in job.log for job in jobs.values())
    assert json.dumps(outcome(jobs)).count("skipped") == 2


# ------------------------------------------------------------------------------ CircleCI, CodeBuild

# No provider: its plan takes a second.
STACK = """\
    terraform {{
      backend "s3" {{
        bucket       = "example-tfstate"
        key          = "stg/{name}.tfstate"
        region       = "us-east-1"
        use_lockfile = true
      }}
    }}

    resource "terraform_data" "this" {{
      input = "{name}"
    }}
    """


def states(aws: Sandbox) -> set[str]:
    found = aws.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"] for one in found}


@pytest.fixture
def clone(infra, tmp_path: Path, request: pytest.FixtureRequest):
    """The repository with the pipelines of another CI and a stack that `main` does not have yet."""
    ci = request.param
    options = ("--repository", "example/infra", "--tfgen", f"example/tfgen@{COMMIT}")
    assert infra.run("init", ".", "--ci", ci, *options)[0] == 0
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", ci)
    git(infra, "push", "-q", "origin", "main")
    git(infra, "switch", "-q", "-c", "feature")
    infra.write(f"stacks/stg/{ci}/main.tf", STACK.format(name=ci))
    git(infra, "add", "-A")
    git(infra, "commit", "-q", "-m", "A stack")
    return infra


@pytest.mark.parametrize("clone", ["circleci"], indirect=True)
def test_circleci_plans_a_branch_and_applies_main(
    clone, machine: Machine, aws: Sandbox, tmp_path: Path
) -> None:
    config = yaml_file.read(clone.root / ".circleci" / "config.yml").data
    circle = CircleCi(config, tmp_path, {**machine.cloud, **machine.secrets})
    code, said = circle.run("plan-stg", clone.root, "feature")
    assert (code, "stg/circleci  1 to add" in said) == (0, True), said
    assert len(json.loads((clone.root / "reports" / "stg.json").read_text())["stacks"]) == 1
    code, said = CircleCi(config, tmp_path, machine.cloud).run("plan-stg", clone.root, "feature")
    assert (code, "TFGEN_PLAN_KEY is empty" in said) == (1, True)

    shutil.rmtree(clone.root / "plans")
    code, said = circle.run("plan-stg", clone.root, "main")
    assert code == 0, said
    code, said = circle.run("apply-stg", clone.root, "main")
    assert code == 0, said
    assert "stg/circleci.tfstate" in states(aws)
    assert circle.run("plan-prd", clone.root, "main")[0] == 0
    code, said = circle.run("apply-prd", clone.root, "main")
    assert (code, said) == (0, "nothing to apply\n")


@pytest.mark.parametrize("clone", ["codebuild"], indirect=True)
def test_codebuild_plans_a_pull_request_and_applies_a_merge(
    clone, machine: Machine, aws: Sandbox, github: GitHub, tmp_path: Path
) -> None:
    plan, apply = (
        yaml_file.read(clone.root / "ci" / "codebuild" / name).data
        for name in ("plan.yml", "apply.yml")
    )
    project = {
        **machine.cloud,
        "ENVIRONMENT": "stg",
        "CODEBUILD_WEBHOOK_TRIGGER": "pr/7",
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "example/infra",
        "GITHUB_TOKEN": "s3cret-t0ken",
    }
    code, said = codebuild(plan, clone.root, tmp_path, project)
    assert code == 0, said
    [comment] = github.comments.values()
    assert "stg/codebuild" in comment
    assert (clone.root / "plan.html").exists()
    code, said = codebuild(apply, clone.root, tmp_path, project)
    assert code == 0, said
    assert "stg/codebuild.tfstate" in states(aws)
    shutil.rmtree(clone.root / "plans")  # the next build has a clone of its own
    code, said = codebuild(apply, clone.root, tmp_path, project | {"ENVIRONMENT": "prd"})
    assert (code, "nothing to apply" in said) == (0, True), said
