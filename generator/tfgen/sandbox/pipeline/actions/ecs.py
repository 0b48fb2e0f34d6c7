"""CodePipeline's own ECS action: a copy of the running revision with other images, deployed.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html (the limit)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline.model import Action, ActionError, Run

_LIMIT_BYTES = 100 * 1024


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Deploys the images of the definitions file; ActionError when the tasks do not start."""
    cluster, service = action.setting("ClusterName"), action.setting("ServiceName")
    images = _images(inputs[action.inputs[0]], action)
    ecs = run.sandbox.client("ecs")
    running = _service(ecs, cluster, service)["taskDefinition"]
    definition = _with_images(_registered(ecs, running), images)
    revision = ecs.register_task_definition(**definition)["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=cluster, service=service, taskDefinition=revision)
    after = _service(ecs, cluster, service)
    if after["taskDefinition"] != revision or after["runningCount"] < after["desiredCount"]:
        raise ActionError(
            f"the deployment of {revision.rpartition('/')[2]} failed: tasks failed to start; the "
            f"service runs {after['taskDefinition'].rpartition('/')[2]}",
            hint="read the service's events and the tasks' logs",
        )
    return {}


def _images(folder: Path, action: Action) -> dict[str, str]:
    name = action.configuration.get("FileName", "imagedefinitions.json")
    hint = 'it holds [{"name": "<container>", "imageUri": "<image>"}]'
    try:
        text = (folder / name).read_bytes()
        entries = json.loads(text)
        images = {entry["name"]: entry["imageUri"] for entry in entries}
    except FileNotFoundError as error:
        raise ActionError(
            f"Did not find the image definition file {name} in the input artifacts ZIP file. "
            "Verify the file is stored in your pipeline's Amazon S3 artifact bucket",
            hint=hint,
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ActionError(
            f"The image definition file {name} contains invalid JSON format", hint=hint
        ) from error
    if len(text) > _LIMIT_BYTES:
        raise ActionError(f"The image definition file {name} is larger than 100 KB", hint=hint)
    return images


def _service(ecs: Any, cluster: str, service: str) -> dict[str, Any]:
    found = ecs.describe_services(cluster=cluster, services=[service])["services"]
    if not found or found[0]["status"] != "ACTIVE":
        raise ActionError(f"there is no service {service!r} in cluster {cluster!r}")
    active: dict[str, Any] = found[0]
    return active


def _registered(ecs: Any, revision: str) -> dict[str, Any]:
    """The parts of a revision that RegisterTaskDefinition takes back."""
    found = ecs.describe_task_definition(taskDefinition=revision, include=["TAGS"])
    known = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members
    definition = {key: value for key, value in found["taskDefinition"].items() if key in known}
    return definition | ({"tags": found["tags"]} if found.get("tags") else {})


def _with_images(definition: dict[str, Any], images: Mapping[str, str]) -> dict[str, Any]:
    containers = {one["name"]: one for one in definition["containerDefinitions"]}
    for name in images:
        if name not in containers:
            raise ActionError(
                f"the task definition has no container {name!r}, which the image definition names",
                hint=f"its containers: {', '.join(containers)}",
            )
    changed = [{**one, "image": images.get(name, one["image"])} for name, one in containers.items()]
    return {**definition, "containerDefinitions": changed}
