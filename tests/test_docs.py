"""What the documents say is true: the README's commands run, its links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from tfgen.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "modules/*/README.md")
    for path in ROOT.glob(pattern)
)


def test_the_tutorial_runs(tmp_path: Path) -> None:
    """Every `$` line of the README, in order, in one shell that stops at the first failure."""
    blocks = re.findall(r"^```console\n(.*?)^```", README, re.M | re.S)
    commands = [
        line.removeprefix("$ ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    assert len(commands) >= 8
    tfgen = tmp_path / "bin" / "tfgen"
    tfgen.parent.mkdir()
    tfgen.write_text(f'#!/bin/sh\nexec {sys.executable} -m tfgen "$@"\n')
    tfgen.chmod(0o755)
    environ = {**os.environ, "PATH": f"{tfgen.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["/usr/bin/env", "bash", "-euxc", "\n".join(commands)],
        cwd=tmp_path,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "every plan after a deploy was empty" in done.stdout


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_every_command_is_in_the_readme_and_has_an_example() -> None:
    commands = get_command(app).commands
    assert len(commands) >= 11
    for name, command in commands.items():
        assert f"`tfgen {name}" in README
        for each in getattr(command, "commands", {name: command}).values():
            assert "Example:" in each.help, each.name
