"""Every example becomes valid Terraform in both environments; one lives through everything here."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPECS = {
    "rails": "web",
    "rails-bluegreen": "store",
    "worker": "mailer",
    "scheduled-job": "report",
    "legacy-ecs-cli": "shop",
    "image-from-ci": "catalog",
}


def test_every_example_is_known_here() -> None:
    folders = {path.parent.name: path.stem for path in ROOT.glob("examples/*/*.yaml")}
    assert folders == SPECS


@pytest.fixture
def examples(quick):
    """A repository with the services of all examples."""
    (quick.root / "services/web.yaml").unlink(missing_ok=True)
    for folder, name in SPECS.items():
        source = ROOT / "examples" / folder / f"{name}.yaml"
        shutil.copy(source, quick.root / "services" / f"{name}.yaml")
    assert quick.run("generate")[0] == 0
    return quick


def test_terraform_accepts_them_all_in_both_environments(
    examples, terraform_bin, terraform_env
) -> None:
    assert examples.run("validate", "stacks")[0] == 0
    folder = examples.root / "stacks"
    stacks = sorted(folder.glob("*/*"))
    assert len(stacks) == 2 * len(SPECS)

    def run(place: Path, *arguments: str) -> None:
        done = subprocess.run(
            [terraform_bin, *arguments],
            cwd=place,
            env=terraform_env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(folder, "fmt", "-check", "-diff", "-recursive")
    for stack in stacks:
        run(stack, "init", "-backend=false", "-input=false", "-no-color")
        run(stack, "validate", "-no-color")


def test_the_image_of_a_ci_lives_through_everything(examples) -> None:
    """The other examples have tests of their own, but for the worker: a rolling service, too."""
    source = str(ROOT / "examples" / "image-from-ci" / "app")
    code, out, err = examples.run(
        "rehearse", "catalog", "--env", "stg", "--source", source, "--format", "json"
    )
    assert code == 0, out + err
    assert json.loads(out)["ok"] is True


def test_what_belongs_to_the_application_names_no_infrastructure() -> None:
    """No ARN, account, registry, subnet or security group in what the application's side holds."""
    import re

    hard_coded = re.compile(r"arn:aws|\b\d{12}\b|\.dkr\.ecr\.|\b(subnet|sg|vpc)-[0-9a-f]{6,}")
    files = [path for path in ROOT.glob("examples/*/app/**/*") if path.is_file()]
    assert len({path.relative_to(ROOT).parts[1] for path in files}) == len(SPECS)
    for path in files:
        found = hard_coded.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path}: {found[0]}"
