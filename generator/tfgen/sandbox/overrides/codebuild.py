"""CodeBuild: projects whose source comes from a pipeline, and changes to a project."""

from __future__ import annotations

import json
from collections.abc import Callable

from moto.codebuild.exceptions import ResourceNotFoundException
from moto.codebuild.responses import CodeBuildResponse
from moto.core.responses import ActionResult
from moto.core.utils import unix_time

_WITHOUT_LOCATION = ("CODEPIPELINE", "NO_SOURCE")


def create_project(response: CodeBuildResponse, moto: Callable[[], ActionResult]) -> ActionResult:
    """CreateProject keeps what was asked; a pipeline's source and artifacts have no location.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html ("location")
    moto demands a location of every type, and drops the fields that it does not name.
    """
    asked = json.loads(response.body)
    places = ("source", "artifacts")
    placed = {
        part: asked[part] | {"location": "-"}
        for part in places
        if asked[part]["type"] in _WITHOUT_LOCATION
    }
    response.body = json.dumps(asked | placed)
    answer = moto()
    response.codebuild_backend.codebuild_projects[asked["name"]].project_metadata.update(asked)
    return answer


def update_project(response: CodeBuildResponse, _moto: Callable[[], ActionResult]) -> ActionResult:
    """UpdateProject changes the settings that it names and leaves the others.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html
    moto has no such call.
    """
    asked = json.loads(response.body)
    project = response.codebuild_backend.codebuild_projects.get(asked["name"])
    if project is None:
        raise ResourceNotFoundException(f"Project cannot be found: {asked['name']}")
    project.project_metadata.update(asked, lastModifiedDate=unix_time())
    return ActionResult({"project": project.project_metadata})


def delete_project(response: CodeBuildResponse, moto: Callable[[], ActionResult]) -> ActionResult:
    """DeleteProject takes a project's ARN as well as its name; the provider sends the ARN.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html
    moto knows the name only, and says that all went well.
    """
    name = json.loads(response.body)["name"].rpartition("/")[2]
    response.body = json.dumps({"name": name})
    return moto()
