"""A CodeBuild action: the project as the API knows it, its buildspec run by bash.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline import shell
from tfgen.sandbox.pipeline.model import Action, ActionError, Run

_PHASES = ("install", "pre_build", "build", "post_build")
_LAST_LINES = 15


def run(run: Run, action: Action, inputs: Mapping[str, Path]) -> Mapping[str, Path]:
    """Builds the first input artifact; gives the files that the buildspec names."""
    name = action.configuration["ProjectName"]
    projects = run.sandbox.client("codebuild").batch_get_projects(names=[name])["projects"]
    if not projects:
        raise ActionError(f"there is no CodeBuild project {name!r}")
    place = inputs[action.inputs[0]]
    buildspec = _buildspec(projects[0], place)
    environment = shell.environ(run, run.folder) | _variables(run, projects[0], buildspec, place)
    done = shell.script(_script(buildspec), place, environment)
    if done.exit_code != 0:
        last = "\n".join(done.output.strip().splitlines()[-_LAST_LINES:])
        raise ActionError(f"build {name} failed:\n{last}", hint="mend the Dockerfile or the build")
    collected = _collect(buildspec, place, run.folder / action.name / "out")
    return dict.fromkeys(action.outputs, collected)


def _buildspec(project: Mapping[str, Any], place: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    inline = project["source"].get("buildspec") or "buildspec.yml"
    text = inline if "\n" in inline else (place / inline).read_text(encoding="utf-8")
    found: dict[str, Any] = YAML(typ="safe", pure=False).load(text)
    return found


def _variables(
    run: Run, project: Mapping[str, Any], buildspec: Mapping[str, Any], place: Path
) -> dict[str, str]:
    """The build's own variables and those that CodeBuild sets.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        digest.update(path.read_bytes() if path.is_file() else b"")
    given = project["environment"].get("environmentVariables", [])
    return {
        "CODEBUILD_BUILD_NUMBER": str(run.number),
        "CODEBUILD_BUILD_ID": f"{project['name']}:{run.number}",
        "CODEBUILD_RESOLVED_SOURCE_VERSION": digest.hexdigest()[:40],
        "CODEBUILD_SRC_DIR": str(place),
        **buildspec.get("env", {}).get("variables", {}),
        **{one["name"]: one["value"] for one in given},
    }


def _script(buildspec: Mapping[str, Any]) -> str:
    """The phases in one shell; post_build runs after a failed build too."""
    lines = ["export CODEBUILD_BUILD_SUCCEEDING=1"]
    for phase in _PHASES:
        commands = buildspec.get("phases", {}).get(phase, {}).get("commands", [])
        if not commands:
            continue
        joined = " && ".join(f"{{ {command}\n}}" for command in commands)
        failed = f'{{ echo "phase {phase} failed" >&2; CODEBUILD_BUILD_SUCCEEDING=0; }}'
        lines.append(f"{joined} || {failed}")
        if phase != "build":
            lines.append('[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || exit 1')
    return "\n".join([*lines, '[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ]'])


def _collect(buildspec: Mapping[str, Any], place: Path, target: Path) -> Path:
    section = buildspec.get("artifacts", {})
    base = place / section.get("base-directory", ".")
    target.mkdir(parents=True)
    for pattern in section.get("files", []):
        found = [path for path in base.glob(pattern) if path.is_file()]
        if not found:
            raise ActionError(
                f"no matching artifact paths found: {pattern}",
                hint="the build has to write this file; see the image-build module's buildspec",
            )
        for path in found:
            copy = target / path.relative_to(base)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return target
