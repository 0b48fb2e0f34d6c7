"""What a service puts into the application's repository: its CI's configuration, a Dockerfile."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tfgen import app_side, project, services, yaml_file
from tfgen.app_side import Outcome, circleci, github_actions, template
from tfgen.errors import InputError, MachineError, UsageError
from tfgen.project import Project
from tfgen.services import Service

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ".github/workflows/release-web.yml"
CONFIG = ".circleci/config.yml"
IDS = {
    "organization_id": "1a1a1a1a-2222-3333-4444-5b5b5b5b5b5b",
    "project_id": "6c6c6c6c-7777-8888-9999-0d0d0d0d0d0d",
}
SETTINGS = """\
project: example
defaults: {region: eu-west-1}
environments:
  stg:
    account_id: "111111111111"
    listeners: {public: {arn: "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/a"}}
  prd: {account_id: "222222222222", region: cn-north-1, listeners: {public: {}}}
  blue-2: {account_id: "333333333333", listeners: {public: {}}}
"""
PROJECT = project.from_file(yaml_file.parse(SETTINGS, Path("tfgen.yaml")))

# What must not be read as YAML, as an expression of a CI or by a shell.
NASTY = (
    'a"b: ${{ secrets.TOKEN }}',
    "${{x}}${{ '${{' }}",
    "<< pipeline.id >> <<<x>>",
    "$(touch pwned) `touch pwned` $HOME",
    'it\'s # no comment, "quoted", {a: [b]}',
    "- & * ! | > % @ ?",
    "back\\slash \\<< \\n",
    "ü 日本 😀",
    "CONTEXT. ENVIRONMENT_ :TAG build_args=()",
    "no",
    "1e3",
)


def service(provider: str = "github-actions", **changes: Any) -> Service:
    """A service in stg and prd whose CI builds the image; `changes` are merged over its spec."""
    ids = IDS if provider == "circleci" else {}
    spec: dict[str, Any] = {
        "name": "web",
        "strategy": "codepipeline",
        "source": {"repository": "example/web"},
        "build": {"where": "app-ci", "provider": provider, **ids},
        "containers": {"web": {"port": 8080}},
        "ingress": {"listener": "public", "container": "web", "hosts": ["a.b"], "priority": 1},
        "environments": {"stg": {}, "prd": {}},
    }
    for key, value in changes.items():
        spec[key] = {**spec[key], **value} if key in ("build", "source") else value
    return services.from_file(
        PROJECT, yaml_file.parse(json.dumps(spec, ensure_ascii=False), Path("web.yaml"))
    )


def loaded(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def workflow(made: Service) -> Any:
    return loaded(app_side.files(PROJECT, made)[WORKFLOW])


def config(made: Service) -> Any:
    return loaded(app_side.files(PROJECT, made)[CONFIG])


def build_step(job: Any) -> Any:
    return next(one["with"] for one in job["steps"] if "build-push" in one.get("uses", ""))


def commands(job: Any) -> list[str]:
    return [step["run"]["command"] for step in job["steps"] if "run" in step]


# ------------------------------------------------------------------------------ GitHub Actions


def test_a_pull_request_builds_without_credentials() -> None:
    document = workflow(service())
    assert document["on"] == {
        "pull_request": {"branches": ["main"]},
        "push": {"branches": ["main"]},
    }
    assert document["permissions"] == {}
    job = document["jobs"]["build"]
    assert job["if"] == "github.event_name == 'pull_request' && github.base_ref == 'main'"
    assert job["permissions"] == {"contents": "read"}
    assert build_step(job)["push"] is False
    text = json.dumps(job)
    assert "aws" not in text
    assert "vars." not in text


def test_the_branch_pushes_to_each_environment_in_turn_by_its_own_variables() -> None:
    document = workflow(service(environments={"stg": {}, "blue-2": {}}))
    jobs = document["jobs"]
    assert list(jobs) == ["build", "push-stg", "push-blue-2"]
    for name, prefix in (("push-stg", "WEB_STG"), ("push-blue-2", "WEB_BLUE_2")):
        job = jobs[name]
        assert job["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
        assert job["permissions"] == {"contents": "read", "id-token": "write"}
        # The role trusts a branch, which the token of a job with an environment does not name.
        assert "environment" not in job
        used = set(re.findall(r"vars\.(\w+)", json.dumps(job)))
        assert used == {
            f"{prefix}_{key}" for key in ("AWS_ROLE_ARN", "AWS_REGION", "ECR_REPOSITORY")
        }
        assert "secrets." not in json.dumps(job)
        place = (
            f"${{{{ steps.registry.outputs.registry }}}}/${{{{ vars.{prefix}_ECR_REPOSITORY }}}}"
        )
        tags = build_step(job)["tags"].splitlines()
        build = "-".join(f"${{{{ github.{key} }}}}" for key in ("sha", "run_number", "run_attempt"))
        assert tags == [f"{place}:{build}", f"{place}:release"]
    assert "needs" not in jobs["push-stg"]
    assert jobs["push-blue-2"]["needs"] == "push-stg"
    assert document["concurrency"]["cancel-in-progress"] == (
        "${{ github.event_name == 'pull_request' }}"
    )


def test_actions_are_pinned_and_layers_are_cached() -> None:
    for job in workflow(service())["jobs"].values():
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action) for action in used)
        assert build_step(job)["cache-from"] == "type=gha,scope=amd64"
        assert build_step(job)["cache-to"] == "type=gha,mode=max,scope=amd64"


def test_the_build_is_the_one_of_the_spec() -> None:
    made = service(
        build={"tag": "live", "dockerfile": "docker/Dockerfile", "context": "app"},
        environments={
            "stg": {"source": {"branch": "develop"}},
            "prd": {"architecture": "ARM64", "build": {"args": {"RUBY_VERSION": 3, "X": "a, b"}}},
        },
    )
    document = workflow(made)
    assert document["on"]["push"]["branches"] == ["develop", "main"]
    jobs = document["jobs"]
    assert list(jobs) == ["build-1", "build-2", "push-stg", "push-prd"]
    assert "github.base_ref == 'develop'" in jobs["build-1"]["if"]
    assert "'refs/heads/main'" in jobs["push-prd"]["if"]
    # Another branch is another release: nothing waits for the other environment.
    assert "needs" not in jobs["push-prd"]
    inputs = build_step(jobs["push-prd"])
    assert (inputs["context"], inputs["file"]) == ("app", "docker/Dockerfile")
    assert (inputs["platforms"], jobs["push-prd"]["runs-on"]) == ("linux/arm64", "ubuntu-24.04-arm")
    assert inputs["build-args"].splitlines() == ["RUBY_VERSION=3", '"X=a, b"']
    assert inputs["tags"].endswith(":live\n")
    assert "build-args" not in build_step(jobs["push-stg"])


@pytest.mark.parametrize("missing", ["", "AWS_ROLE_ARN", "AWS_REGION", "ECR_REPOSITORY"])
def test_a_variable_that_is_not_set_is_named(missing: str) -> None:
    check = workflow(service())["jobs"]["push-stg"]["steps"][0]
    environ = {name: "value" for name in check["env"] if name != missing}
    done = subprocess.run(
        ["/usr/bin/env", "bash", "-e", "-c", check["run"]],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (1 if missing else 0)
    assert (f"gh variable set WEB_STG_{missing}" in done.stdout) is bool(missing)


# ------------------------------------------------------------------------------ CircleCI


def test_circleci_pushes_from_the_branch_only_and_by_contexts() -> None:
    document = config(service("circleci"))
    flow = {
        name: use for one in document["workflows"]["release"]["jobs"] for name, use in one.items()
    }
    assert flow["build"] == {"filters": {"branches": {"ignore": ["main"]}}}
    assert flow["push-stg"]["context"] == ["web-stg"]
    assert flow["push-prd"]["context"] == ["web-prd"]
    assert flow["push-prd"]["requires"] == ["push-stg"]
    for name in ("push-stg", "push-prd"):
        assert flow[name]["filters"] == {"branches": {"only": ["main"]}}
        assert flow[name]["serial-group"] == f"<< pipeline.project.slug >>/{name}"
        assert document["jobs"][name]["environment"]["TAG_THAT_DEPLOYS"] == "release"
    for job in document["jobs"].values():
        assert job["machine"]["docker_layer_caching"] is True
    assert "aws" not in json.dumps(document["jobs"]["build"])
    assert "push" not in json.dumps(document["jobs"]["build"])


STAND_IN = """\
#!/usr/bin/env python3
import json, os, sys
given = sys.stdin.read() if "--password-stdin" in sys.argv else ""
names = ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME")
seen = {name: os.environ.get(name, "") for name in names}
token = seen["AWS_WEB_IDENTITY_TOKEN_FILE"]
seen["token"] = open(token).read() if token else ""
with open(os.environ["CALLS"], "a") as file:
    argv = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
    print(json.dumps({"argv": argv, "stdin": given, **seen}), file=file)
if "get-authorization-token" in sys.argv:
    print("https://registry.test")
if "get-login-password" in sys.argv:
    print("secret")
"""


def run(job: Any, folder: Path) -> list[dict[str, Any]]:
    """The steps of a CircleCI job in bash, one after the other: what docker and aws were given."""
    folder.mkdir(exist_ok=True)
    for name in ("docker", "aws"):
        (folder / name).write_text(STAND_IN)
        (folder / name).chmod(0o755)
    (folder / "profile").touch()
    environ = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(folder / "calls"),
        "BASH_ENV": str(folder / "profile"),
        "CIRCLE_SHA1": "abc",
        "CIRCLE_BUILD_NUM": "7",
        "CIRCLE_OIDC_TOKEN_V2": "token",
        "AWS_ROLE_ARN": "role",
        "AWS_REGION": "eu-west-1",
        "ECR_REPOSITORY": "web-stg",
        "TMPDIR": str(folder),
        **job["environment"],
    }
    for command in commands(job):
        done = subprocess.run(
            ["/usr/bin/env", "bash", "-eo", "pipefail", "-c", command],
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (folder / "calls").read_text().splitlines()]


def test_the_push_job_as_bash_runs_it(tmp_path: Path) -> None:
    args = {f"ARG_{number}": text for number, text in enumerate(NASTY)}
    document = config(service("circleci", build={"args": args}))
    calls = run(document["jobs"]["push-stg"], tmp_path)
    docker = [call["argv"][1:] for call in calls if call["argv"][0] == "docker"]
    assert docker[0] == ["login", "--username", "AWS", "--password-stdin", "registry.test"]
    given = [item for name, value in args.items() for item in ("--build-arg", f"{name}={value}")]
    image_name = "registry.test/web-stg"
    assert docker[1:] == [
        [
            *("build", "--file", "Dockerfile", "--platform", "linux/amd64", *given),
            *(
                "--provenance=false",
                "--tag",
                f"{image_name}:abc-7",
                "--tag",
                f"{image_name}:release",
            ),
            ".",
        ],
        ["push", f"{image_name}:abc-7"],
        ["push", f"{image_name}:release"],
    ]
    identity = next(call for call in calls if "get-authorization-token" in call["argv"])
    assert identity["token"] == "token"
    assert identity["AWS_ROLE_SESSION_NAME"] == "circleci-7"
    assert not (tmp_path / "pwned").exists()


def test_the_build_job_as_bash_runs_it(tmp_path: Path) -> None:
    job = config(service("circleci"))["jobs"]["build"]
    calls = run(job, tmp_path)
    assert [call["argv"][:2] for call in calls] == [["docker", "build"]]


# ------------------------------------------------------------------------------ untrusted texts


@pytest.mark.parametrize(
    "branch", ['a"b: ${{ x }}', "${{x}}", "main'", "a*", "a..b", "<<x>>", "a\nb"]
)
@pytest.mark.parametrize("provider", ["github-actions", "circleci"])
def test_a_branch_that_no_ci_can_wait_for_is_refused(branch: str, provider: str) -> None:
    with pytest.raises(InputError, match=r"source\.branch") as caught:
        app_side.files(PROJECT, service(provider, source={"branch": branch}))
    assert caught.value.where is not None
    assert caught.value.where.line == 1
    assert caught.value.hint


def test_a_branch_with_a_sign_of_a_pattern_is_that_branch_only() -> None:
    document = workflow(service(source={"branch": "c++/release"}))
    assert document["on"]["push"]["branches"] == [r"c\+\+/release"]
    assert "'refs/heads/c++/release'" in document["jobs"]["push-stg"]["if"]


def test_a_repository_elsewhere_is_refused() -> None:
    with pytest.raises(InputError, match=r"source\.repository") as caught:
        app_side.files(PROJECT, service(source={"repository": "group/team/web"}))
    assert caught.value.hint


@pytest.mark.parametrize(
    "build",
    [
        {"dockerfile": "../Dockerfile"},
        {"dockerfile": "/etc/Dockerfile"},
        {"dockerfile": "${{x}}"},
        {"context": "{{defaultContext}}"},
        {"context": "--help"},
        {"context": ""},
        {"args": {"A B": "c"}},
        {"args": {"A": "b\nc"}},
        {"args": {"A": "b\u2028c"}},
    ],
)
def test_what_a_ci_cannot_express_is_refused_with_its_place(build: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        app_side.files(PROJECT, service(build=build))
    assert caught.value.message.startswith("`build.")
    assert caught.value.where is not None
    assert caught.value.hint


def evaluated(text: str) -> str:
    """What GitHub makes of a text whose only expression stands for the start of one."""
    parts = re.split(r"\$\{\{ '\$\{\{' \}\}", text)
    assert not [part for part in parts if "${{" in part], text
    return "${{".join(parts)


printable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)
texts = printable | st.lists(
    st.sampled_from(["${{", "}}", "<", "<<", '"', "'", ",", "\\", " ", "$(", "`", "#", "a", ": "])
).map("".join)


@settings(deadline=None)
@given(texts)
def test_any_build_argument_comes_out_of_a_workflow_as_it_went_in(value: str) -> None:
    args = template.block(github_actions.build_args([("A", value), ("B", "b")]))
    lines = evaluated(loaded(template.dump({"build-args": args}))["build-args"]).split("\n")
    # As docker's action reads it: records of CSV, whose fields it joins again.
    records = [",".join(record) for record in csv.reader(lines, strict=True) if record]
    assert records == [f"A={value}", "B=b"]


@settings(deadline=None)
@given(texts)
def test_any_build_argument_comes_out_of_a_shell_as_it_went_in(value: str) -> None:
    word = circleci.shell_word(f"A={value}")
    assert "<<" not in word
    command = loaded(template.dump({"command": template.block(f"{word} end\n")}))["command"]
    assert shlex.split(command) == [f"A={value}", "end"]


@pytest.mark.parametrize("value", NASTY)
def test_a_whole_workflow_holds_what_the_spec_says(value: str) -> None:
    args = build_step(workflow(service(build={"args": {"A": value}}))["jobs"]["push-prd"])[
        "build-args"
    ]
    assert [",".join(one) for one in csv.reader([evaluated(args)[:-1]], strict=True)] == [
        f"A={value}"
    ]


@pytest.mark.parametrize("value", NASTY)
def test_an_older_yaml_reads_the_same(value: str) -> None:
    made = service("circleci", source={"branch": "no"}, build={"tag": "1e3", "args": {"A": value}})
    text = app_side.files(PROJECT, made)[CONFIG]
    assert text.count("<<") == text.count("<< pipeline.project.slug >>") == 2
    assert YAML(typ="safe", pure=False).load(text) == loaded(text)


# ------------------------------------------------------------------------------ nothing of AWS

EVERY_KIND = [
    service(provider, strategy=strategy, build={"tag": "release"})
    for provider, strategy in product(
        ["github-actions", "circleci"], ["codepipeline", "codedeploy"]
    )
]
PIPELINE = service(build={"where": "pipeline", "provider": None})


@pytest.mark.parametrize("made", [*EVERY_KIND, PIPELINE])
def test_no_file_names_an_arn_an_account_or_a_registry(made: Service) -> None:
    for path, text in app_side.files(PROJECT, made).items():
        for secret in (
            r"arn:",
            r"\b\d{12}\b",
            r"dkr\.ecr",
            r"amazonaws\.com",
            r"AKIA",
            *IDS.values(),
        ):
            assert not re.search(secret, text), (path, secret)


def test_the_values_are_told_to_a_person_instead() -> None:
    told = app_side.steps(PROJECT, service())
    assert told[:3] == [
        "gh variable set WEB_STG_AWS_ROLE_ARN --repo example/web "
        "--body arn:aws:iam::111111111111:role/web-stg-ci",
        "gh variable set WEB_STG_AWS_REGION --repo example/web --body eu-west-1",
        "gh variable set WEB_STG_ECR_REPOSITORY --repo example/web --body web-stg",
    ]
    assert told[3].endswith("arn:aws-cn:iam::222222222222:role/web-prd-ci")
    told = app_side.steps(PROJECT, service("circleci"))
    assert told[0] == f"circleci context create --org-id {IDS['organization_id']} web-stg"
    assert len(told) == 8
    assert app_side.steps(PROJECT, PIPELINE) == []


# ------------------------------------------------------------------------------ which files


def test_a_pipeline_that_builds_needs_a_dockerfile_only() -> None:
    assert list(app_side.files(PROJECT, PIPELINE)) == ["Dockerfile", ".dockerignore"]


def test_environments_with_different_cis_have_a_file_each() -> None:
    circle = {"build": {"provider": "circleci", **IDS}}
    made = service(environments={"stg": {}, "prd": circle})
    assert list(workflow(made)["jobs"]) == ["build", "push-stg"]
    assert list(config(made)["jobs"]) == ["build", "push-prd"]


def test_one_file_cannot_serve_two_ways_to_deploy(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ("codedeploy", "app-ci", "github-actions")
    monkeypatch.setattr(app_side, "KINDS", {**app_side.KINDS, key: Other()})
    made = service(environments={"stg": {}, "prd": {"strategy": "codedeploy"}})
    with pytest.raises(InputError, match=r"stg, prd.*release-web\.yml") as caught:
        app_side.files(PROJECT, made)
    assert caught.value.hint


class Other:
    """Another way to deploy, with the same file."""

    def files(self, _project: Project, _service: Service, /) -> dict[str, str]:
        return {WORKFLOW: "name: Other\n"}

    def steps(self, _project: Project, _service: Service, /) -> list[str]:
        return []


def test_the_dockerfile_is_for_the_service() -> None:
    made = service(build={"dockerfile": "docker/web", "context": "app"})
    files = app_side.files(PROJECT, made)
    assert list(files)[1:] == ["docker/web", "app/.dockerignore"]
    text = files["docker/web"]
    stages = text.split("\nFROM ")
    assert len(stages) == 4
    gems = text.index("COPY Gemfile Gemfile.lock"), text.index("bundle install")
    assert gems[0] < gems[1] < text.index("COPY . .") < text.index("assets:precompile")
    assert "\nUSER 1000\nEXPOSE 8080\nCMD " in stages[-1]
    assert "0.0.0.0:8080" in stages[-1]
    assert "master.key" in files["app/.dockerignore"]


def test_a_worker_has_no_port_and_no_assets() -> None:
    made = service(kind="worker", ingress=[], containers={"web": {}})
    text = app_side.files(PROJECT, made)["Dockerfile"]
    assert "EXPOSE" not in text
    assert "assets:precompile" not in text


def test_the_example_holds_what_is_written_today() -> None:
    folder = ROOT / "examples" / "image-from-ci"
    made = services.read(PROJECT, folder / "catalog.yaml")
    for path, text in app_side.files(PROJECT, made).items():
        assert (folder / "app" / path).read_text(encoding="utf-8") == text, path


def test_another_processor_builds_on_a_machine_that_has_it() -> None:
    jobs = workflow(service(architecture="ARM64"))["jobs"]
    assert {job["runs-on"] for job in jobs.values()} == {"ubuntu-24.04-arm"}
    jobs = config(service("circleci", architecture="ARM64"))["jobs"]
    assert {job["resource_class"] for job in jobs.values()} == {"arm.medium"}
    assert {job["environment"]["PLATFORM"] for job in jobs.values()} == {"linux/arm64"}


# ------------------------------------------------------------------------------ writing


def test_only_what_is_missing_is_written(tmp_path: Path) -> None:
    files = app_side.files(PROJECT, service())
    own = "FROM scratch\n"
    (tmp_path / "Dockerfile").write_text(own)
    assert app_side.write(tmp_path, files) == [
        Outcome(WORKFLOW, "written"),
        Outcome("Dockerfile", "kept"),
        Outcome(".dockerignore", "left out"),
    ]
    assert (tmp_path / "Dockerfile").read_text() == own
    assert (tmp_path / WORKFLOW).read_text() == files[WORKFLOW]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".github", "Dockerfile"]


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    files = app_side.files(PROJECT, service())
    assert {one.state for one in app_side.write(tmp_path, files)} == {"written"}
    (tmp_path / WORKFLOW).write_text("edited")
    states = {one.path: one.state for one in app_side.write(tmp_path, files)}
    assert states == {WORKFLOW: "kept", "Dockerfile": "identical", ".dockerignore": "identical"}
    assert (tmp_path / WORKFLOW).read_text() == "edited"


def test_a_folder_in_the_place_of_a_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    outcomes = app_side.write(tmp_path, {"Dockerfile": "FROM scratch\n"})
    assert outcomes == [Outcome("Dockerfile", "kept")]


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=name) as caught:
        app_side.write(tmp_path / name, {"Dockerfile": "FROM scratch\n"})
    assert "--app-dir" in caught.value.hint


def test_all_or_nothing(tmp_path: Path) -> None:
    (tmp_path / ".github").touch()
    with pytest.raises(MachineError):
        app_side.write(tmp_path, app_side.files(PROJECT, service()))
    assert [path.name for path in tmp_path.iterdir()] == [".github"]
