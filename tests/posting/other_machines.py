"""CircleCI's jobs and CodeBuild's builds, as far as tfgen's pipelines need: their scripts, by bash.

What installs tfgen is left out: the tests' own is on PATH.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

BASH = ("bash",)
_FORGOTTEN = ("AWS_", "CIRCLE", "CODEBUILD_", "GITHUB_", "GH_", "TFGEN_", "CI", "PYTEST_")


def _environ(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    tfgen = folder / "bin" / "tfgen"
    tfgen.parent.mkdir(parents=True, exist_ok=True)
    tfgen.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m tfgen "$@"\n')
    tfgen.chmod(0o755)
    kept = {name: one for name, one in os.environ.items() if not name.startswith(_FORGOTTEN)}
    path = os.pathsep.join([str(tfgen.parent), kept["PATH"]])
    return kept | {"PATH": path, "CI": "true"} | dict(given)


def bash(script: str, place: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    """The exit code of a script that stops at its first failure, and all that it said."""
    done = subprocess.run(
        [*BASH, "-eo", "pipefail", "-c", script],
        cwd=place,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


class CircleCi:
    """Runs jobs of a configuration in a clone."""

    def __init__(self, config: Mapping[str, Any], folder: Path, context: Mapping[str, str]) -> None:
        self._config, self._folder, self._context = config, folder, context

    def run(self, name: str, clone: Path, branch: str) -> tuple[int, str]:
        """The job of the workflow that is called `name`, for a branch."""
        flow = self._config["workflows"]["infrastructure"]["jobs"]
        kind, use = next(
            (kind, use) for one in flow for kind, use in one.items() if use.get("name") == name
        )
        job = self._config["jobs"][kind]
        said = ""
        started = self._folder / "bash_env"
        started.write_text("")
        for script, extra in self._scripts(job["steps"], use):
            environ = _environ(
                self._folder,
                {
                    **self._context,
                    **job["environment"],
                    **extra,
                    "BASH_ENV": str(started),
                    "CIRCLE_BRANCH": branch,
                    "CIRCLE_BUILD_NUM": "1",
                    "CIRCLE_OIDC_TOKEN_V2": "a-token",
                },
            )
            code, text = bash(script, clone, environ)
            said += text
            if code:
                return code, said
        return 0, said

    def _scripts(
        self, steps: list[Any], values: Mapping[str, Any]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        for step in steps:
            if isinstance(step, str):
                assert step == "checkout"
                continue
            [(kind, body)] = step.items()
            if kind in self._config["commands"]:
                inner = {key: _filled(one, values) for key, one in body.items()}
                yield from self._scripts(self._config["commands"][kind]["steps"], inner)
            elif kind == "run" and "pip install" not in body["command"]:
                assert "<<" not in body["command"]
                given = body.get("environment", {})
                yield body["command"], {key: _filled(one, values) for key, one in given.items()}
            else:
                assert kind in {
                    "run",
                    "store_artifacts",
                    "persist_to_workspace",
                    "attach_workspace",
                }


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return re.sub(r"<< parameters\.(\w+) >>", lambda match: str(values[match[1]]), text)


def codebuild(
    buildspec: Mapping[str, Any], clone: Path, folder: Path, project: Mapping[str, str]
) -> tuple[int, str]:
    """The build phase of a buildspec, with the variables of its project."""
    assert buildspec["env"]["shell"] == "bash"
    environ = _environ(folder, {**buildspec["env"]["variables"], **project})
    said = ""
    for command in buildspec["phases"]["build"]["commands"]:
        code, text = bash(command, clone, environ)
        said += text
        if code:
            return code, said
    return 0, said
