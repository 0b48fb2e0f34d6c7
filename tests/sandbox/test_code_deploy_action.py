"""The CodeDeployToECS action: what it deploys, and how each mistake is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from blue_green import World, appspec, build
from pipelines import Pipelines, action, ready, stage
from probing import Clients, embedded

from tfgen.sandbox.pipeline.engine import Execution

_CONFIGURATION = {
    "ApplicationName": "web",
    "DeploymentGroupName": "web",
    "TaskDefinitionTemplateArtifact": "files",
    "TaskDefinitionTemplatePath": "taskdef.json",
    "AppSpecTemplateArtifact": "files",
    "AppSpecTemplatePath": "appspec.yaml",
    "Image1ArtifactName": "files",
    "Image1ContainerName": "IMAGE1_NAME",
}
_TEMPLATE = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "512",
    "memory": "1024",
    "containerDefinitions": [
        {"name": "web", "image": "<IMAGE1_NAME>", "portMappings": [{"containerPort": 3000}]}
    ],
}


@pytest.fixture
def clients() -> Iterator[Clients]:
    with embedded() as clients:
        yield clients


@dataclass(frozen=True)
class Deploy:
    """Runs a pipeline of an S3 source with the three files, and a blue/green deployment."""

    world: World
    pipelines: Pipelines

    def files(self, image: str) -> dict[str, str | bytes]:
        return {
            "taskdef.json": json.dumps(_TEMPLATE, indent=2),
            "appspec.yaml": appspec("<TASK_DEFINITION>"),
            "imageDetail.json": json.dumps({"ImageURI": image}),
        }

    def __call__(
        self,
        files: dict[str, str | bytes],
        configuration: dict[str, str] | None = None,
        **options: Any,
    ) -> Execution:
        source = self.pipelines.store("files", files)
        settings = {k: v for k, v in (_CONFIGURATION | (configuration or {})).items() if v}
        deploy = action("Deploy", "Deploy", "CodeDeployToECS", settings, inputs=["files"])
        return self.pipelines.run(stage("Source", source), stage("Deploy", deploy), **options)


@pytest.fixture
def deploy(clients: Clients, tmp_path: Path) -> Deploy:
    return Deploy(build(clients), ready(clients, tmp_path))


def test_the_template_becomes_what_runs(deploy: Deploy) -> None:
    image, seen = deploy.world.image("good"), []

    def watch(deployment: str) -> None:
        seen.append((deployment, deploy.world.weights(), deploy.world.task_sets()))

    done = deploy(deploy.files(image), watch=watch)
    assert done.ok, done.failure
    [(deployment, weights, task_sets)] = seen
    assert weights == {"blue": 0, "green": 100}
    assert task_sets == [("ACTIVE", "web:1", "blue"), ("PRIMARY", "web:2", "green")]
    assert deploy.world.look(deployment)["status"] == "Succeeded"
    assert deploy.world.task_sets() == [("PRIMARY", "web:2", "green")]
    ecs = deploy.world.clients("ecs")
    running = ecs.describe_task_definition(taskDefinition="web:2")["taskDefinition"]
    assert (running["memory"], running["containerDefinitions"][0]["image"]) == ("1024", image)


def test_tasks_that_do_not_start_fail_the_pipeline(deploy: Deploy) -> None:
    done = deploy(deploy.files(deploy.world.image("bad", tasks="fail")))
    assert "replacement task set to become healthy" in done.failure
    assert "tasks' logs" in done.hint
    assert deploy.world.task_sets() == [("PRIMARY", "web:1", "blue")]


def test_alarms_during_the_wait_fail_the_pipeline(deploy: Deploy) -> None:
    seen = []

    def watch(_: str) -> None:
        seen.append((deploy.world.alarm(), deploy.world.weights()))

    done = deploy(deploy.files(deploy.world.image("bad", traffic="fail")), watch=watch)
    assert "stopped: One or more alarms have been activated" in done.failure
    assert seen == [("ALARM", {"blue": 0, "green": 100})]
    assert deploy.world.task_sets() == [("PRIMARY", "web:1", "blue")]


def test_who_watches_may_stop_the_deployment(deploy: Deploy) -> None:
    codedeploy = deploy.world.clients("codedeploy")

    def watch(deployment: str) -> None:
        codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)

    done = deploy(deploy.files("nginx"), watch=watch)
    assert "stopped by a user" in done.failure
    assert deploy.world.task_sets() == [("PRIMARY", "web:1", "blue")]


def _without(name: str) -> dict[str, Any]:
    return {"without": name}


def _with(name: str, text: str) -> dict[str, Any]:
    return {"with": (name, text)}


_BROKEN = json.dumps(_TEMPLATE, indent=2).replace('"cpu": "512",', '"cpu": "512"')
_ESCAPED = json.dumps(_TEMPLATE, indent=2).replace("<", r"\u003c").replace(">", r"\u003e")
_NO_SUCH_FIELD = json.dumps(_TEMPLATE | {"memroy": "1"})
_WRONG_TYPE = json.dumps(_TEMPLATE | {"containerDefinitions": "web"})
_TASK_DEFINITION = "Exception while trying to read the task definition artifact file from: files"


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        (_without("taskdef.json"), _TASK_DEFINITION, "holds no taskdef.json"),
        (
            _without("appspec.yaml"),
            "read the AppSpec artifact file from: files",
            "holds no appspec.yaml",
        ),
        (
            _without("imageDetail.json"),
            "read the image artifact file from: files",
            '{"ImageURI"',
        ),
        (_with("imageDetail.json", "{}"), "image artifact file", "'ImageURI' is missing"),
        (_with("taskdef.json", _BROKEN), "taskdef.json:8: the task", "tfgen generate"),
        (_with("taskdef.json", "[]"), "not a JSON object", "RegisterTaskDefinition"),
        (_with("taskdef.json", _NO_SUCH_FIELD), "memroy", "RegisterTaskDefinition"),
        (_with("taskdef.json", _WRONG_TYPE), "Parameter validation failed", "tfgen generate"),
        (_with("taskdef.json", _ESCAPED), "taskdef.json:12: Container.image", "jsonencode"),
        (_with("appspec.yaml", "version: 0.0\n"), "InvalidRevisionException", "AWS::ECS::Service"),
        (
            _with("appspec.yaml", appspec("<TASK_DEFINITION>", container="nginx")),
            "The container nginx does not exist",
            "appspec names a container",
        ),
        (
            _with("appspec.yaml", appspec("<TASK_DEFINITION>", port=80)),
            "did not have a container port 80",
            "appspec names a container",
        ),
        (
            _with("appspec.yaml", appspec("<TASK_DEFINITION>", hooks={"BeforeInstall": "smoke"})),
            "The Lambda function smoke of hook BeforeInstall does not exist",
            "deployment.hooks",
        ),
    ],
)
def test_a_wrong_file_fails_with_a_remedy(
    deploy: Deploy, change: dict[str, Any], reason: str, remedy: str
) -> None:
    files = deploy.files("nginx")
    if "without" in change:
        del files[change["without"]]
    else:
        name, text = change["with"]
        files[name] = text
    done = deploy(files)
    assert reason in done.failure
    assert remedy in done.hint
    assert deploy.world.task_sets() == [("PRIMARY", "web:1", "blue")]


@pytest.mark.parametrize(
    ("configuration", "reason", "remedy"),
    [
        ({"TaskDefinitionTemplateArtifact": "other"}, "from: other", "names no input artifact"),
        ({"AppSpecTemplateArtifact": "other"}, "from: other", "names no input artifact"),
        ({"Image1ArtifactName": "other"}, "from: other", "'other' is missing"),
        ({"Image1ContainerName": ""}, "missing 'Image1ContainerName'", "add Image1ContainerName"),
        ({"Image1ArtifactName": ""}, "missing 'Image1ArtifactName'", "add Image1ArtifactName"),
        (
            {"Image1ArtifactName": "", "Image1ContainerName": ""},
            "taskdef.json:12: Container.image contains invalid characters: <IMAGE1_NAME>",
            "Image1ContainerName of the action is IMAGE1_NAME",
        ),
        ({"Image1ContainerName": "web"}, "<IMAGE1_NAME>", "is IMAGE1_NAME"),
        ({"ApplicationName": "none"}, "ApplicationDoesNotExistException", "none"),
        ({"DeploymentGroupName": "none"}, "DeploymentGroupDoesNotExistException", "none"),
        ({"ApplicationName": ""}, "missing 'ApplicationName'", "add ApplicationName"),
    ],
)
def test_a_wrong_configuration_fails_with_a_remedy(
    deploy: Deploy, configuration: dict[str, str], reason: str, remedy: str
) -> None:
    done = deploy(deploy.files("nginx"), configuration)
    assert reason in done.failure
    assert remedy in done.hint


def test_an_artifact_of_more_than_three_megabytes_fails(deploy: Deploy) -> None:
    large = deploy.files("nginx") | {"node_modules": os.urandom(3 * 1024 * 1024)}
    done = deploy(large)
    assert _TASK_DEFINITION in done.failure
    assert "3 MB" in done.hint
