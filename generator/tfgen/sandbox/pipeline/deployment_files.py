"""The files of a CodeDeployToECS action: its two templates and the images' details.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.errors import Where
from tfgen.sandbox.pipeline.model import Action, ActionError

_IMAGES = range(1, 5)
_DETAIL = "imageDetail.json"
_PLACEHOLDER = re.compile(r"<[^<>\s]+>")


def template_path(action: Action) -> str:
    """The path of the task definition template in its artifact."""
    return action.configuration.get("TaskDefinitionTemplatePath") or "taskdef.json"


def appspec(action: Action, inputs: Mapping[str, Path]) -> str:
    """The text of the AppSpec template."""
    path = action.configuration.get("AppSpecTemplatePath") or "appspec.yaml"
    return _read(action, inputs, "AppSpecTemplateArtifact", path, "AppSpec")


def task_definition(action: Action, inputs: Mapping[str, Path]) -> dict[str, Any]:
    """The task definition template as data, its images put in place of their placeholders.

    Raises ActionError for a file that is missing or no JSON, and for a placeholder that is left.
    """
    path = template_path(action)
    text = _read(action, inputs, "TaskDefinitionTemplateArtifact", path, "task definition")
    for placeholder, uri in _images(action, inputs).items():
        text = text.replace(f"<{placeholder}>", uri)
    definition = _parsed(text, path)
    _require_images(definition, path, text)
    return definition


def _read(action: Action, inputs: Mapping[str, Path], key: str, path: str, kind: str) -> str:
    name = action.setting(key)
    message = f"Exception while trying to read the {kind} artifact file from: {name}"
    if name not in inputs:
        known = ", ".join(inputs)
        raise ActionError(message, hint=f"{key} names no input artifact of the action: {known}")
    try:
        return (inputs[name] / path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        held = ", ".join(sorted(one.name for one in inputs[name].iterdir())[:5])
        raise ActionError(
            message,
            hint=f"the artifact {name} holds no {path} (it holds: {held or 'nothing'}): the build "
            "has to hand it on",
            where=Where(Path(path)),
        ) from error
    except UnicodeDecodeError as error:
        raise ActionError(message, hint=f"{path} is not UTF-8 text") from error


def _images(action: Action, inputs: Mapping[str, Path]) -> dict[str, str]:
    """The image of each placeholder that the configuration names."""
    images = {}
    for number in _IMAGES:
        artifact = action.configuration.get(f"Image{number}ArtifactName")
        placeholder = action.configuration.get(f"Image{number}ContainerName")
        if artifact or placeholder:
            artifact = action.setting(f"Image{number}ArtifactName")
            images[action.setting(f"Image{number}ContainerName")] = _uri(artifact, inputs)
    return images


def _uri(artifact: str, inputs: Mapping[str, Path]) -> str:
    message = f"Exception while trying to read the image artifact file from: {artifact}"
    hint = f'the artifact {artifact} holds {_DETAIL}: {{"ImageURI": "<image by digest>"}}'
    try:
        detail = json.loads((inputs[artifact] / _DETAIL).read_text(encoding="utf-8"))
        uri = detail["ImageURI"]
    except KeyError as error:
        raise ActionError(message, hint=f"{hint}; {error} is missing") from error
    except (OSError, ValueError, TypeError) as error:
        raise ActionError(message, hint=hint) from error
    if not isinstance(uri, str) or not uri:
        raise ActionError(message, hint=hint)
    return uri


def _parsed(text: str, path: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise ActionError(
            f"{path}:{error.lineno}: the task definition template is not JSON: {error.msg}",
            hint="undo the change made by hand: `tfgen generate` and `tfgen apply` put the "
            "template back",
            where=Where(Path(path), error.lineno, error.colno),
        ) from error
    if not isinstance(found, dict):
        raise ActionError(
            f"{path}:1: the task definition template is not a JSON object",
            hint="it holds one request of RegisterTaskDefinition",
            where=Where(Path(path), 1),
        )
    return found


def _require_images(definition: Mapping[str, Any], path: str, text: str) -> None:
    """No placeholder is left where an image belongs; ECS refuses its angle brackets."""
    containers = definition.get("containerDefinitions")
    for one in containers if isinstance(containers, list) else ():
        image = str(one.get("image", "")) if isinstance(one, dict) else ""
        if found := _PLACEHOLDER.search(image):
            placeholder = found[0]
            hint = (
                f"no image is given for the placeholder {placeholder}: Image1ContainerName of the "
                f"action is {placeholder[1:-1]}, and Image1ArtifactName names the artifact with "
                f"{_DETAIL}"
            )
            if placeholder not in text:
                placeholder = placeholder[1:-1]
                hint = (
                    "CodePipeline looks for the placeholder as text, and the template has its "
                    "angle brackets escaped (\\u003c, as jsonencode writes them): write < and >"
                )
            line = text[: text.find(placeholder)].count("\n") + 1
            raise ActionError(
                f"{path}:{line}: Container.image contains invalid characters: {image}",
                hint=hint,
                where=Where(Path(path), line),
            )
