"""The generated stacks, compared with stacks that were read by a person.

After a change that is meant: TFGEN_UPDATE_GOLDEN=1 pytest tests/golden, then read the diff.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tfgen import project, render, services, strategies

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = sorted(path.stem for path in (HERE / "specs").glob("*.yaml"))


def _rendered(name: str, tmp_path: Path) -> dict[str, str]:
    shutil.copy(HERE / "tfgen.yaml", tmp_path / "tfgen.yaml")
    (tmp_path / "services").mkdir()
    path = Path(shutil.copy(HERE / "specs" / f"{name}.yaml", tmp_path / "services"))
    loaded = project.load(tmp_path)
    service = services.read(loaded, path)
    [environment] = service.environments
    return dict(render.render(strategies.stack(loaded, service, environment)).files)


@pytest.mark.parametrize("name", NAMES)
def test_stack_is_the_one_on_record(name: str, tmp_path: Path) -> None:
    found = _rendered(name, tmp_path)
    folder = HERE / "stacks" / "golden" / name
    if "TFGEN_UPDATE_GOLDEN" in os.environ:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file, text in found.items():
            (folder / file).write_text(text, encoding="utf-8")
    recorded = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert found == recorded


@pytest.mark.parametrize("name", NAMES)
def test_terraform_accepts_the_stack(
    name: str, tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    shutil.copytree(HERE / "stacks", tmp_path / "stacks")
    (tmp_path / "modules").symlink_to(ROOT / "modules")
    folder = tmp_path / "stacks" / "golden" / name
    for arguments in (
        ["fmt", "-check", "-diff"],
        ["init", "-backend=false", "-input=false", "-no-color"],
        ["validate", "-no-color"],
    ):
        done = subprocess.run(
            [terraform_bin, *arguments],
            cwd=folder,
            env=terraform_env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout


def test_every_key_of_the_spec_is_in_a_golden_stack() -> None:
    """So that a new key cannot be added without someone reading what it generates."""
    from tfgen.spec import ServiceSpec

    text = "".join(path.read_text(encoding="utf-8") for path in (HERE / "specs").iterdir())
    for key in ServiceSpec.model_fields:
        assert f"\n{key}:" in text
