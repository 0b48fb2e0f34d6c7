"""Runs a build's own commands by bash, with `docker` and `aws` stood in for."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tfgen
from tfgen.sandbox.pipeline.model import Run

STANDINS = ("aws", "docker", "ecs-cli")
_LIMIT_SECONDS = 300


@dataclass(frozen=True)
class Done:
    """The end of a script, and what it printed on both of its outputs."""

    exit_code: int
    output: str


def environ(run: Run, folder: Path) -> dict[str, str]:
    """What a build sees: the sandbox's AWS and the stand-ins; nothing of the caller's secrets."""
    return {
        "PATH": f"{_standins(run.folder)}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(tfgen.__file__).parents[1]),
        "TFGEN_STANDIN_IMAGES": str(run.folder / "images.json"),
        **run.sandbox.environ(),
    }


def source_folders(primary: Path, folders: Mapping[str, Path]) -> dict[str, str]:
    """The variables that tell a build where its input artifacts lie: name of each -> its folder.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    others = {name: folder for name, folder in folders.items() if folder != primary}
    return {"CODEBUILD_SRC_DIR": str(primary)} | {
        f"CODEBUILD_SRC_DIR_{name}": str(folder) for name, folder in others.items()
    }


def run(commands: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """Runs `commands` in one shell, up to the first that fails."""
    return script(" && ".join(f"{{ {command}\n}}" for command in commands), folder, environment)


def script(text: str, folder: Path, environment: Mapping[str, str]) -> Done:
    """Runs a bash script to its end."""
    done = subprocess.run(  # the commands of a buildspec are shell text, and bash is what runs them
        ["bash", "-c", text],  # noqa: S607
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_LIMIT_SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(errors="replace"))


def _standins(folder: Path) -> Path:
    """A folder with an executable for each stand-in; `ecs-cli` is the module `ecs_cli`."""
    place = folder / "bin"
    place.mkdir(exist_ok=True)
    for name in STANDINS:
        path = place / name
        command = shlex.join([sys.executable, "-m", _module(name)])
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
    return place


def _module(name: str) -> str:
    return f"tfgen.sandbox.standins.{name.replace('-', '_')}"
