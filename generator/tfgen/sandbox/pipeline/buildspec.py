"""A buildspec: its commands as one script, and the files that it hands on.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.sandbox.pipeline.model import ActionError

_PHASES = ("install", "pre_build", "build", "post_build")


def read(project: Mapping[str, Any], source: Path) -> dict[str, Any]:
    """The buildspec of a project: its own text, or a file of the source (buildspec.yml)."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    inline = project["source"].get("buildspec") or "buildspec.yml"
    try:
        text = inline if "\n" in inline else (source / inline).read_text(encoding="utf-8")
        found = YAML(typ="safe", pure=False).load(text)
    except FileNotFoundError as error:
        raise ActionError(
            f"YAML_FILE_ERROR: YAML file does not exist: {inline}",
            hint="the project's buildspec is a file of the application's repository: add it there",
        ) from error
    except YAMLError as error:
        raise ActionError(f"YAML_FILE_ERROR: {error}", hint="mend the buildspec") from error
    if not isinstance(found, dict):
        raise ActionError("YAML_FILE_ERROR: wrong YAML", hint="mend the buildspec")
    return found


def script(buildspec: Mapping[str, Any]) -> str:
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


def collect(buildspec: Mapping[str, Any], source: Path, target: Path, artifact: str) -> Path:
    """Copies the files that the buildspec names for an output artifact into `target`.

    A secondary artifact goes by its name, every other by the section itself.
    """
    section = buildspec.get("artifacts") or {}
    section = section.get("secondary-artifacts", {}).get(artifact, section)
    base = source / section.get("base-directory", ".")
    if not base.is_dir():
        raise ActionError(
            f"no matching base directory path found for {section['base-directory']}",
            hint="the build makes this folder, next to the source's own files",
        )
    patterns = section.get("files", [])
    if not isinstance(patterns, list):
        raise ActionError(
            "YAML_FILE_ERROR: artifacts/files is no sequence", hint=f"write: files: [{patterns}]"
        )
    target.mkdir(parents=True)
    for pattern in patterns:
        _copy(base, pattern, target)
    return target


def _copy(base: Path, pattern: str, target: Path) -> None:
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
