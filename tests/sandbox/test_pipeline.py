"""The engine: sources, builds, approvals, rules, and artifacts between actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pipelines import Pipelines, action, project, ready, rule, stage
from probes_ecs import service
from probing import Clients, embedded

_KIND = "application/vnd.oci.image.manifest.v1+json"
_LIST = "version: 0.2\nphases: {build: {commands: ['echo done']}}\n"


@pytest.fixture
def clients() -> Iterator[Clients]:
    with embedded() as clients:
        yield clients


@pytest.fixture
def pipelines(clients: Clients, tmp_path: Path) -> Pipelines:
    return ready(clients, tmp_path)


def _pushed(clients: Clients, tag: str) -> str:
    ecr = clients("ecr")
    home = ecr.create_repository(repositoryName="web")["repository"]
    manifest = json.dumps({"mediaType": _KIND, "layers": []})
    made = ecr.put_image(repositoryName="web", imageManifest=manifest, imageTag=tag)
    return f"{home['repositoryUri']}@{made['image']['imageId']['imageDigest']}"


def _build(clients: Clients, buildspec: str, **options: Any) -> dict[str, Any]:
    configuration = project(clients, buildspec) | options.pop("configuration", {})
    return action("Build", "Build", "CodeBuild", configuration, **options)


def _printing(*lines: str) -> str:
    return f"version: 0.2\nphases: {{build: {{commands: {json.dumps([*lines, 'false'])}}}}}\n"


def test_an_ecr_source_hands_on_what_is_known_of_the_image(
    clients: Clients, pipelines: Pipelines
) -> None:
    image = _pushed(clients, "release")
    settings = {"RepositoryName": "web", "ImageTag": "release"}
    source = action("Image", "Source", "ECR", settings, outputs=["image"])
    build = _build(clients, _printing("cat imageDetail.json && echo"), inputs=["image"])
    done = pipelines.run(stage("Source", source), stage("Build", build))
    detail = json.loads(next(line for line in done.failure.splitlines() if line.startswith("{")))
    assert detail["ImageURI"] == image
    assert detail["ImageTags"] == ["release"]
    assert set(detail) == {
        "ImageDigest",
        "ImagePushedAt",
        "ImageSizeInBytes",
        "ImageTags",
        "ImageURI",
        "RegistryId",
        "RepositoryName",
        "Version",
    }


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"RepositoryName": "web"}, "The image with tag 'latest' does not exist in repository web"),
        ({"RepositoryName": "none", "ImageTag": "release"}, "'none' does not exist"),
        ({"ImageTag": "release"}, "missing 'RepositoryName'"),
    ],
)
def test_an_image_that_is_not_there_is_no_source(
    clients: Clients, pipelines: Pipelines, settings: dict[str, str], reason: str
) -> None:
    _pushed(clients, "release")
    source = action("Image", "Source", "ECR", settings, outputs=["image"])
    assert reason in pipelines.run(stage("Source", source)).failure


def test_a_file_from_s3_that_is_no_zip_serves_no_build(
    clients: Clients, pipelines: Pipelines
) -> None:
    source = pipelines.store_raw("taskdef.json", b"{}")
    build = _build(clients, _LIST, inputs=["taskdef.json"])
    done = pipelines.run(stage("Source", source), stage("Build", build))
    assert "is not a valid zip file" in done.failure
    assert ".zip" in done.hint


def test_an_object_that_is_not_there_is_no_source(pipelines: Pipelines) -> None:
    settings = {"S3Bucket": "artifacts", "S3ObjectKey": "none.zip"}
    source = action("Files", "Source", "S3", settings, outputs=["files"])
    assert "none.zip" in pipelines.run(stage("Source", source)).failure


@pytest.mark.parametrize("primary", ["a", "b"])
def test_a_build_sees_all_its_inputs(clients: Clients, pipelines: Pipelines, primary: str) -> None:
    other = {"a": "b", "b": "a"}[primary]
    spec = _printing("cat name", f"cat $CODEBUILD_SRC_DIR_{other}/name", 'ls "$CODEBUILD_SRC_DIR"')
    sources = [pipelines.store(name, {"name": f"artifact {name}\n"}) for name in "ab"]
    build = _build(clients, spec, inputs=["a", "b"], configuration={"PrimarySource": primary})
    done = pipelines.run(stage("Source", *sources), stage("Build", build))
    assert done.failure.splitlines()[1:4] == [f"artifact {primary}", f"artifact {other}", "name"]


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [({}, "missing 'PrimarySource'"), ({"PrimarySource": "c"}, "PrimarySource c is no input")],
)
def test_a_build_of_several_inputs_names_the_primary_one(
    clients: Clients, pipelines: Pipelines, configuration: dict[str, str], reason: str
) -> None:
    sources = [pipelines.store(name, {"name": name}) for name in "ab"]
    build = _build(clients, _LIST, inputs=["a", "b"], configuration=configuration)
    assert reason in pipelines.run(stage("Source", *sources), stage("Build", build)).failure


def test_a_build_hands_on_a_folder_and_nothing_else(clients: Clients, pipelines: Pipelines) -> None:
    spec = """\
version: 0.2
phases:
  build:
    commands:
      - mkdir -p handover/deep
      - echo 1 > handover/deep/one
      - echo 2 > handover/two
artifacts:
  base-directory: handover
  files: ["**/*"]
"""
    source = pipelines.store("source", {"Dockerfile": "FROM x"})
    build = _build(clients, spec, inputs=["source"], outputs=["made"])
    shown = rule("look", "find . -type f | sort", "cat deep/one", inputs=["made"])
    done = pipelines.run(stage("Source", source), stage("Build", build, onSuccess=shown))
    assert done.ok, done.failure
    assert done.log.splitlines()[-3:] == ["./deep/one", "./two", "1"]


@pytest.mark.parametrize(
    ("artifacts", "reason"),
    [
        ("{base-directory: none, files: ['**/*']}", "no matching base directory path found"),
        ("{files: [none]}", "no matching artifact paths found: none"),
        ("{files: '**/*'}", "artifacts/files is no sequence"),
    ],
)
def test_a_build_that_made_nothing_fails(
    clients: Clients, pipelines: Pipelines, artifacts: str, reason: str
) -> None:
    source = pipelines.store("source", {"Dockerfile": "FROM x"})
    build = _build(clients, f"{_LIST}artifacts: {artifacts}\n", inputs=["source"], outputs=["made"])
    assert reason in pipelines.run(stage("Source", source), stage("Build", build)).failure


def test_several_outputs_are_secondary_artifacts(clients: Clients, pipelines: Pipelines) -> None:
    spec = f"{_LIST}artifacts: {{secondary-artifacts: {{a: {{files: [a]}}, b: {{files: [b]}}}}}}\n"
    source = pipelines.store("source", {"a": "1", "b": "2"})
    build = _build(clients, spec, inputs=["source"], outputs=["a", "b"])
    shown = rule("look", "ls", 'ls "$CODEBUILD_SRC_DIR_b"', inputs=["a", "b"])
    done = pipelines.run(stage("Source", source), stage("Build", build, onSuccess=shown))
    assert done.log.splitlines()[-2:] == ["a", "b"]


def test_the_variables_of_the_action_win(clients: Clients, pipelines: Pipelines) -> None:
    clients("ssm").put_parameter(Name="/web/secret", Value="from ssm", Type="SecureString")
    spec = f"env: {{variables: {{A: spec, B: spec}}}}\n{_printing('echo $A-$B-$C-$D')}"
    given = [
        {"name": "B", "value": "project"},
        {"name": "C", "value": "/web/secret", "type": "PARAMETER_STORE"},
        {"name": "D", "value": "project"},
    ]
    configuration = project(clients, spec, environmentVariables=given)
    configuration["EnvironmentVariables"] = json.dumps([{"name": "D", "value": "action"}])
    source = pipelines.store("source", {"a": "1"})
    build = action("Build", "Build", "CodeBuild", configuration, inputs=["source"])
    done = pipelines.run(stage("Source", source), stage("Build", build))
    assert "spec-project-from ssm-action" in done.failure


def test_a_build_finds_the_stand_ins(clients: Clients, pipelines: Pipelines) -> None:
    source = pipelines.store("source", {"a": "1"})
    build = _build(
        clients, _printing("basename -a $(command -v aws docker ecs-cli)"), inputs=["source"]
    )
    done = pipelines.run(stage("Source", source), stage("Build", build))
    assert done.failure.splitlines()[1:4] == ["aws", "docker", "ecs-cli"]


def test_a_missing_parameter_fails_the_build(clients: Clients, pipelines: Pipelines) -> None:
    given = [{"name": "C", "value": "/none", "type": "PARAMETER_STORE"}]
    configuration = project(clients, _LIST, environmentVariables=given)
    build = action("Build", "Build", "CodeBuild", configuration, inputs=["source"])
    source = pipelines.store("source", {"a": "1"})
    done = pipelines.run(stage("Source", source), stage("Build", build))
    assert "Parameter does not exist: /none" in done.failure


def test_a_buildspec_of_the_repository_must_be_there(
    clients: Clients, pipelines: Pipelines
) -> None:
    build = _build(clients, "ci/buildspec.yml", inputs=["source"])
    done = pipelines.run(
        stage("Source", pipelines.store("source", {"a": "1"})), stage("Build", build)
    )
    assert "YAML file does not exist: ci/buildspec.yml" in done.failure


def test_an_approval_is_given_or_refused(pipelines: Pipelines) -> None:
    source = stage("Source", pipelines.store("source", {"a": "1"}))
    ask = stage("Ask", action("Approve", "Approval", "Manual"))
    assert pipelines.run(source, ask).ok
    done = pipelines.run(source, ask, number=2, rejection="not on a Friday")
    assert done.failure == "Ask: Approve was rejected: not on a Friday"


def test_actions_of_one_name_in_two_stages_do_not_meet(
    clients: Clients, pipelines: Pipelines
) -> None:
    source = pipelines.store("source", {"a": "1"})
    build = _build(clients, _LIST, inputs=["source"])
    done = pipelines.run(stage("Source", source), stage("One", build), stage("Two", build))
    assert done.ok, done.failure


@pytest.mark.parametrize(
    ("inputs", "outputs", "reason", "remedy"),
    [
        (
            ["image"],
            [],
            "Input Artifact Bundle image in action Build is not declared as Output Artifact",
            "the earlier actions make: source",
        ),
        (["source"], ["source"], "source has been used more than once", "another name"),
    ],
)
def test_artifact_names_must_fit(
    clients: Clients,
    pipelines: Pipelines,
    inputs: list[str],
    outputs: list[str],
    reason: str,
    remedy: str,
) -> None:
    build = _build(clients, _LIST, inputs=inputs, outputs=outputs)
    done = pipelines.run(
        stage("Source", pipelines.store("source", {"a": "1"})), stage("Build", build)
    )
    assert reason in done.failure
    assert remedy in done.hint


def test_a_rule_reads_only_artifacts_that_are_made(pipelines: Pipelines) -> None:
    source = pipelines.store("source", {"a": "1"})
    done = pipelines.run(stage("Source", source, onSuccess=rule("look", "ls", inputs=["image"])))
    assert "Input Artifact Bundle image in rule look" in done.failure


def test_a_failed_stage_runs_its_rules_with_their_artifacts(pipelines: Pipelines) -> None:
    source = stage("Source", pipelines.store("source", {"a": "kept\n"}))
    ask = action("Approve", "Approval", "Manual")
    undo = rule("undo", "cat a", inputs=["source"])
    done = pipelines.run(source, stage("Ask", ask, onFailure=undo), rejection="no")
    assert not done.ok
    assert done.log.splitlines()[-1] == "kept"


def test_an_unknown_provider_is_named(pipelines: Pipelines) -> None:
    done = pipelines.run(stage("Source", action("Source", "Source", "CodeCommit")))
    assert "no CodeCommit actions" in done.failure
    assert "CodeDeployToECS" in done.hint


def _rolling(pipelines: Pipelines, files: dict[str, str | bytes]) -> Any:
    settings = {"ClusterName": "stg", "ServiceName": "web"}
    deploy = action("Deploy", "Deploy", "ECS", settings, inputs=["image"])
    return pipelines.run(stage("Source", pipelines.store("image", files)), stage("Deploy", deploy))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a": "1"}, "Did not find the image definition file imagedefinitions.json"),
        ({"imagedefinitions.json": "[}"}, "contains invalid JSON format"),
        (
            {"imagedefinitions.json": '[{"name": "nginx", "imageUri": "nginx:2"}]'},
            "no container 'nginx'",
        ),
        (
            {"imagedefinitions.json": f'[{{"name": "web", "imageUri": "{"x" * 102400}"}}]'},
            "larger than 100 KB",
        ),
    ],
)
def test_wrong_image_definitions_deploy_nothing(
    clients: Clients, pipelines: Pipelines, files: dict[str, str | bytes], reason: str
) -> None:
    service(clients)
    assert reason in _rolling(pipelines, files).failure


def test_a_rolling_deploy_of_a_blue_green_service_is_refused(
    clients: Clients, pipelines: Pipelines
) -> None:
    service(clients, deploymentController={"type": "CODE_DEPLOY"})
    files: dict[str, str | bytes] = {
        "imagedefinitions.json": '[{"name": "web", "imageUri": "nginx:2"}]'
    }
    assert "Use AWS CodeDeploy to trigger a new deployment" in _rolling(pipelines, files).failure
