"""A CodeBuild action: the project as the API knows it, its buildspec run by bash.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline import buildspec, shell
from tfgen.sandbox.pipeline.model import Action, ActionError, Run

_LAST_LINES = 15


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Builds the primary input artifact; gives the files that the buildspec names."""
    name = action.setting("ProjectName")
    projects = run.sandbox.client("codebuild").batch_get_projects(names=[name])["projects"]
    if not projects:
        raise ActionError(
            f"Project cannot be found: {name}", hint="apply the stack: Terraform makes the project"
        )
    place = inputs[_primary(action)]
    spec = buildspec.read(projects[0], place)
    environment = (
        shell.environ(run, run.folder)
        | shell.source_folders(place, inputs)
        | _variables(run, action, projects[0], spec, place)
    )
    done = shell.script(buildspec.script(spec), place, environment)
    if done.exit_code != 0:
        last = "\n".join(done.output.strip().splitlines()[-_LAST_LINES:])
        raise ActionError(f"build {name} failed:\n{last}", hint="mend the Dockerfile or the build")
    out = run.place(action) / "out"
    return {
        output: buildspec.collect(spec, place, out / output, output) for output in action.outputs
    }


def _primary(action: Action) -> str:
    """The artifact that the build starts in; with several the configuration says which."""
    if len(action.inputs) == 1:
        return action.inputs[0]
    name = action.setting("PrimarySource")
    if name not in action.inputs:
        raise ActionError(
            f"PrimarySource {name} is no input artifact of action {action.name}",
            hint=f"name one of: {', '.join(action.inputs)}",
        )
    return name


def _variables(
    run: Run, action: Action, project: Mapping[str, Any], spec: Mapping[str, Any], place: Path
) -> dict[str, str]:
    """The variables of buildspec, project and action, the last strongest, and CodeBuild's own.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        digest.update(path.read_bytes() if path.is_file() else b"")
    own = spec.get("env") or {}
    stored = [
        {"name": name, "value": value, "type": "PARAMETER_STORE"}
        for name, value in own.get("parameter-store", {}).items()
    ]
    given = json.loads(action.configuration.get("EnvironmentVariables", "[]"))
    return {
        "CODEBUILD_BUILD_NUMBER": str(run.number),
        "CODEBUILD_BUILD_ID": f"{project['name']}:{run.number}",
        "CODEBUILD_RESOLVED_SOURCE_VERSION": digest.hexdigest()[:40],
        **{name: str(value) for name, value in own.get("variables", {}).items()},
        **_resolved(run, stored),
        **_resolved(run, project["environment"].get("environmentVariables", [])),
        **_resolved(run, given),
    }


def _resolved(run: Run, variables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Name to value; a value of type PARAMETER_STORE is the name of an SSM parameter."""
    client = run.sandbox.client("ssm")
    values = {}
    for one in variables:
        values[one["name"]] = one["value"]
        if one.get("type") == "PARAMETER_STORE":
            try:
                found = client.get_parameter(Name=one["value"], WithDecryption=True)["Parameter"]
            except client.exceptions.ParameterNotFound as error:
                raise ActionError(
                    f"Parameter does not exist: {one['value']}",
                    hint=f"the build's variable {one['name']} is read from SSM: create it there",
                ) from error
            values[one["name"]] = found["Value"]
    return values
