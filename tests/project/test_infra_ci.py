"""`tfgen init --ci`: pipelines that give nobody more than he needs, and that tfgen understands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tfgen import infra_ci, project, yaml_file
from tfgen.cli.app import app
from tfgen.errors import UsageError
from tfgen.infra_ci import Pipeline
from tfgen.infra_ci.pipeline import remote

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT, BASH = ("git",), ("bash",)
TFGEN = f"example/tfgen@{COMMIT}"
OPTIONS = ("--repository", "example/infra", "--tfgen", TFGEN)
SETTINGS = """\
project: example
backend: {type: s3, bucket: example-tfstate, region: eu-west-1, kms_key_id: alias/tfstate}
defaults: {region: eu-west-1}
environments:
  stg:
    account_id: "111111111111"
    network: {vpc_id: "ssm:/network/vpc-id", subnet_ids: "ssm:/network/subnets"}
  prd: {account_id: "222222222222", region: us-gov-west-1}
  live: {account_id: "222222222222", permissions_boundary: "arn:aws:iam::222222222222:policy/b"}
"""


def made(ci: str, branch: str = "main") -> dict[str, str]:
    found = project.from_file(yaml_file.parse(SETTINGS, Path("tfgen.yaml")))
    return infra_ci.files(found, ci, Pipeline("example/infra", branch, TFGEN))


def read(text: str) -> Any:
    return yaml_file.parse(text, Path("x.yml")).data


WORKFLOWS = {
    path.rpartition("/")[2]: text for path, text in made("github").items() if "workflows" in path
}
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
workflows = pytest.mark.parametrize("name", sorted(WORKFLOWS))


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(WORKFLOWS[name])["jobs"]
    return found


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in jobs(name).values():
        yield from job["steps"]


# ------------------------------------------------------------------------------ GitHub


@pytest.mark.parametrize("text", [*WORKFLOWS.values(), ACTION], ids=[*WORKFLOWS, "action.yml"])
def test_every_action_is_pinned_and_says_its_version(text: str) -> None:
    used = re.findall(r"^[ -]*uses: *(.*)", text, re.M)
    assert used
    for one in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} +# (v\d+\.\d+\.\d+|tfgen \S+)", one), one


@pytest.mark.parametrize("text", [*WORKFLOWS.values(), ACTION], ids=[*WORKFLOWS, "action.yml"])
def test_no_expression_stands_in_a_script(text: str) -> None:
    document = read(text)
    found = [
        step["run"]
        for job in document.get("jobs", {"": document.get("runs")}).values()
        for step in job["steps"]
        if "run" in step
    ]
    assert found
    for script in found:
        assert "${{" not in script
        checked = [*BASH, "-n", "-c", script]
        assert subprocess.run(checked, check=False).returncode == 0


@workflows
def test_each_job_has_what_it_needs_and_no_more(name: str) -> None:
    workflow = read(WORKFLOWS[name])
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert "pull_request_target" not in WORKFLOWS[name]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"]
        names = [step.get("uses", "").partition("@")[0] for step in job["steps"]]
        needs_aws = "aws-actions/configure-aws-credentials" in names
        assert ("id-token" in job["permissions"]) == needs_aws
        assert job["permissions"]["contents"] == "read"
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_who_may_what() -> None:
    writes = {
        (name, key): {what: how for what, how in job["permissions"].items() if how == "write"}
        for name in WORKFLOWS
        for key, job in jobs(name).items()
    }
    plans = {("apply.yml", f"plan-{one}"): {"id-token": "write"} for one in ("stg", "prd", "live")}
    applies = {
        ("apply.yml", f"apply-{one}"): {"id-token": "write"} for one in ("stg", "prd", "live")
    }
    assert writes == {
        ("plan.yml", "check"): {},
        ("plan.yml", "plan"): {"id-token": "write"},
        ("plan.yml", "comment"): {"pull-requests": "write"},
        **plans,
        **applies,
        ("drift.yml", "drift"): {"id-token": "write", "issues": "write"},
    }


def test_only_the_job_in_the_environment_has_the_role_that_applies() -> None:
    for name in WORKFLOWS:
        for key, job in jobs(name).items():
            text = str(job)
            assert ("-apply'" in text and ":role/" in text) == ("environment" in job), (name, key)
    apply = jobs("apply.yml")["apply-prd"]
    assert apply["environment"] == "prd"
    assert "arn:aws-us-gov:iam::222222222222:role/example-prd-apply" in str(apply)


def test_environments_are_applied_in_turn_and_only_where_there_is_something() -> None:
    found = jobs("apply.yml")
    assert list(found)[3:] == ["apply-stg", "apply-prd", "apply-live"]
    plans = ["plan-stg", "plan-prd", "plan-live"]
    assert found["apply-stg"]["needs"] == plans
    assert found["apply-live"]["needs"] == [*plans, "apply-stg", "apply-prd"]
    assert "needs.plan-live.outputs.stacks > 0" in found["apply-live"]["if"]


def test_a_branch_of_another_name_is_the_one_that_is_applied() -> None:
    texts = {path.rpartition("/")[2]: text for path, text in made("github", "release/a=b").items()}
    assert read(texts["plan.yml"])["on"]["pull_request"]["branches"] == ["release/a=b"]
    apply = read(texts["apply.yml"])
    assert apply["on"]["push"]["branches"] == ["release/a=b"]
    assert apply["jobs"]["plan-stg"]["if"] == "github.ref == 'refs/heads/release/a=b'"
    assert "BRANCH'" not in texts["apply.yml"] + texts["drift.yml"]


# ------------------------------------------------------------------------------ CircleCI, CodeBuild


def test_circleci_plans_everywhere_and_applies_after_an_approval() -> None:
    document = read(made("circleci")[".circleci/config.yml"])
    flow = document["workflows"]["infrastructure"]["jobs"]
    found = {job.get("name", kind): (kind, job) for one in flow for kind, job in one.items()}
    assert list(found)[:4] == ["plan-stg", "plan-prd", "plan-live", "comment"]
    for environment, earlier in (
        ("stg", ["plan-stg", "plan-prd", "plan-live"]),
        ("prd", ["apply-stg"]),
        ("live", ["apply-prd"]),
    ):
        _, hold = found[f"approve-{environment}"]
        assert (hold["type"], hold["requires"]) == ("approval", earlier)
        kind, apply = found[f"apply-{environment}"]
        assert (kind, apply["requires"]) == ("apply", [f"approve-{environment}"])
        assert apply["filters"] == hold["filters"] == {"branches": {"only": ["main"]}}
        assert apply["context"] == ["example-apply"]
        assert apply["role"].endswith(f":role/example-{environment}-apply")
        assert found[f"plan-{environment}"][1]["role"].endswith(f"-{environment}-plan")
    assert document["jobs"]["plan"]["environment"]["TFGEN_REQUIREMENT"] == (
        f"tfgen-ecs[github] @ git+https://github.com/example/tfgen@{COMMIT}"
    )


@pytest.mark.parametrize("name", ["plan.yml", "apply.yml"])
def test_codebuild_has_two_buildspecs(name: str) -> None:
    document = read(made("codebuild")[f"ci/codebuild/{name}"])
    assert str(document["version"]) == "0.2"
    assert document["env"]["variables"]["TFGEN_REQUIREMENT"].endswith(COMMIT)
    for phase in ("install", "build"):
        for command in document["phases"][phase]["commands"]:
            assert subprocess.run([*BASH, "-n", "-c", command], check=False).returncode == 0


# ------------------------------------------------------------------------------ what they call


def scripts() -> Iterator[str]:
    """Every script of every pipeline."""
    yield from (step["run"] for name in WORKFLOWS for step in steps(name) if "run" in step)
    circle = read(made("circleci")[".circleci/config.yml"])
    for one in [*circle["jobs"].values(), *circle["commands"].values()]:
        yield from (
            step["run"]["command"]
            for step in one["steps"]
            if isinstance(step, dict) and "run" in step
        )
    for name in ("plan.yml", "apply.yml"):
        for phase in read(made("codebuild")[f"ci/codebuild/{name}"])["phases"].values():
            yield from phase["commands"]


def called(script: str) -> Iterator[list[str]]:
    """The command lines of tfgen in a script, with all that they can get."""
    script = script.replace("\\\n", " ")
    lists: dict[str, str] = {}
    for name, words in re.findall(r"(\w+)\+?=\(([^)]*)\)", script):
        lists[name] = f"{lists.get(name, '')} {words}"
    for name, words in lists.items():
        script = script.replace(f'"${{{name}[@]}}"', words)
    script = re.sub(r"\$\{(\w+):\+([^}]*)\}", r"\2", script)
    for line in re.findall(r"(?:^|[\s/(])tfgen ([a-z][^\n;|)]*)", script):
        words = shlex.split(line)
        yield words


def test_tfgen_knows_what_they_ask_of_it() -> None:
    found = [words for script in scripts() for words in called(script)]
    assert len(found) > 12
    known = get_command(app).commands
    for words in found:
        command, rest = known[words[0]], words[1:]
        if hasattr(command, "commands"):
            command, rest = command.commands[rest[0]], rest[1:]
        context = command.make_context(words[0], rest)
        assert not context.args, words
    used = {words[0] for words in found}
    assert used >= {
        "plan",
        "apply",
        "fetch-plans",
        "last-applied",
        "report",
        "generate",
        "validate",
    }


# ------------------------------------------------------------------------------ roles, the command


@pytest.mark.parametrize("ci", list(infra_ci.CIS))
def test_the_roles_are_those_that_the_pipelines_name(ci: str) -> None:
    texts = made(ci)
    stg, prd, live = (texts[f"ci/roles/{name}/main.tf"] for name in ("stg", "prd", "live"))
    for name, text in (("stg", stg), ("prd", prd), ("live", live)):
        assert re.search(rf'name += "example-{name}"', text)
        assert f'key          = "ci-roles/{name}.tfstate"' in text
        assert re.search(rf'ci += "{ci}"', text)
    assert 'parameters        = ["/network/subnets", "/network/vpc-id"]' in stg
    # The alias of a key is no ARN: Terraform asks.
    assert "var.state_kms_key_arn" in stg
    assert 'permissions_boundary = "arn:aws:iam::222222222222:policy/b"' in live
    assert ("organization_id" in stg) == (ci == "circleci")
    # Two environments in one account have one OIDC provider.
    makes = [bool(re.search("create_provider += true", text)) for text in (stg, prd, live)]
    assert makes == ([False] * 3 if ci == "codebuild" else [True, True, False])


def test_an_existing_project_gets_only_what_is_missing(repository) -> None:
    repository.write(".github/workflows/plan.yml", "name: mine\n")
    before = repository.tree()
    code, out, err = repository.run("init", ".", "--ci", "github", *OPTIONS)
    assert code == 0, err
    assert ".github/workflows/plan.yml: kept, which differs" in out
    after = repository.tree()
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {
        ".github/workflows/apply.yml",
        ".github/workflows/drift.yml",
        "ci/roles/stg/main.tf",
        "ci/roles/prd/main.tf",
    }
    assert "a CI's machine forgets it" in err
    assert repository.run("validate", "ci")[0] == 0
    code, out, _ = repository.run("init", ".", "--ci", "github", *OPTIONS)
    assert (code, out.count("identical"), repository.tree()) == (0, 4, after)


@pytest.mark.parametrize("ci", list(infra_ci.CIS))
def test_a_new_repository_has_pipelines_too(repository, ci: str) -> None:
    new = ("init", "new", "--environment", "stg=111111111111", "--yes", "--ci", ci)
    code, out, err = repository.run(*new, "--tfgen", TFGEN)
    assert code == 0, err
    assert "the repository's name on GitHub is not known" in err
    assert 'variable "repository"' in repository.read("new/ci/roles/stg/main.tf")
    assert "terraform -chdir=ci/roles/stg apply" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "is not from GitHub"),
        (("--tfgen", "example/tfgen@v1"), "is no commit"),
        (("--tfgen", TFGEN, "--branch", "main*"), "is no branch"),
        (("--tfgen", TFGEN, "--branch", "a${{ x }}"), "is no branch"),
        (("--tfgen", TFGEN, "--repository", "infra"), "is no repository"),
        (("--tfgen", TFGEN, "--environment", "dev=333333333333"), "which says these things"),
    ],
)
def test_what_no_pipeline_could_hold_is_refused(repository, words, message: str) -> None:
    before = repository.tree()
    code, _, err = repository.run("init", ".", "--ci", "github", *words)
    assert (code, message in err) == (2, True), err
    assert repository.tree() == before


def test_below_the_root_of_a_repository_no_ci_would_look(repository) -> None:
    subprocess.run([*GIT, "init", "-q", str(repository.root.parent)], check=True)
    code, _, err = repository.run("init", ".", "--ci", "github", *OPTIONS)
    assert (code, "below the root of a git repository" in err) == (2, True)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/example/infra.git", "example/infra"),
        ("git@github.com:example/infra.git", "example/infra"),
        ("ssh://git@github.com/example/infra", "example/infra"),
        ("https://x-access-token:t@github.com/example/in.fra/", "example/in.fra"),
        ("https://gitlab.example/example/infra.git", ""),
        ("https://evil.example/github.com/example/infra", ""),
    ],
)
def test_the_name_of_the_remote(tmp_path: Path, url: str, name: str) -> None:
    subprocess.run([*GIT, "init", "-q", str(tmp_path)], check=True)
    subprocess.run([*GIT, "-C", str(tmp_path), "remote", "add", "origin", url], check=True)
    assert remote(tmp_path) == name


def test_a_pipeline_without_a_repository_is_one() -> None:
    assert Pipeline("", "main", TFGEN).requirement.endswith(TFGEN)
    with pytest.raises(UsageError):
        Pipeline("", "main", "")


# ------------------------------------------------------------------------------ action.yml


def test_the_action_installs_this_tfgen(tmp_path: Path) -> None:
    """Its script, run: pip finds what tfgen needs among the packages of these tests."""
    [script] = [step["run"] for step in read(ACTION)["runs"]["steps"] if "run" in step]
    packages = [path for path in sys.path if path.endswith("site-packages")]
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "ACTION": str(ROOT),
        "GITHUB_ENV": str(tmp_path / "env"),
        "GITHUB_PATH": str(tmp_path / "path"),
        "LOCKED": "aa",
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(packages),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it the other way round
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = subprocess.run(
        [*BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(("terraform ", "opentofu ")), done.stdout
    [folder] = (tmp_path / "path").read_text().splitlines()
    asked = [f"{folder}/python", "-P", "-c", "import tfgen; print(tfgen.__file__)"]
    found = subprocess.run(asked, env=environ, capture_output=True, text=True, check=True).stdout
    assert found.startswith(str(tmp_path)), found
    assert "TF_PLUGIN_CACHE_DIR=" in (tmp_path / "env").read_text()
