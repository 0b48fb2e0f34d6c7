"""The catalog in modules/: its shape, its documents, its own Terraform tests, its buildspec."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "modules"
NAMES = sorted(path.name for path in MODULES.iterdir() if path.is_dir())
FILES = ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"]
MOST_VARIABLES = 15

modules = pytest.mark.parametrize("name", NAMES)


# ------------------------------------------------------------------------------ reading modules


def blocks(kind: str, text: str) -> dict[str, str]:
    """The bodies of the top-level blocks of one kind, by label.

    `terraform fmt` puts the closing brace of a top-level block, and of no other, at column 0.
    """
    found = re.findall(rf'^{kind} "(\w+)" \{{\n(.*?)^\}}', text, re.MULTILINE | re.DOTALL)
    return dict(found)


def read(name: str, file: str) -> str:
    return (MODULES / name / file).read_text(encoding="utf-8")


def statements(text: str) -> list[str]:
    """The bodies of all statements of IAM policy documents, those of dynamic blocks included."""
    found = re.findall(r"^( +)(?:statement|content) \{\n(.*?)^\1\}", text, re.MULTILINE | re.DOTALL)
    return [body for _, body in found if "actions" in body]


# ------------------------------------------------------------------------------ shape, documents


def test_there_is_a_catalog() -> None:
    assert {"task-roles", "image-build", "pipeline-role"} <= set(NAMES)


@modules
def test_a_module_has_the_standard_files(name: str) -> None:
    present = [path.name for path in (MODULES / name).iterdir()]
    assert not set(FILES) - set(present)
    assert list((MODULES / name / "tests").glob("*.tftest.hcl"))
    assert not {path for path in present if path.endswith(".tf")} - set(FILES)


@modules
def test_a_module_runs_with_every_supported_provider(name: str) -> None:
    versions = read(name, "versions.tf")
    assert 'required_version = ">= 1.10"' in versions
    assert 'version = ">= 5.95, < 7.0"' in versions


@modules
def test_inputs_are_few_and_explained(name: str) -> None:
    variables = blocks("variable", read(name, "variables.tf"))
    assert 0 < len(variables) <= MOST_VARIABLES
    for variable, body in variables.items():
        assert re.search(r'^  description = ".+"$', body, re.MULTILINE), variable
        assert re.search(r"^  type        = \S", body, re.MULTILINE), variable


@modules
def test_outputs_are_explained(name: str) -> None:
    outputs = blocks("output", read(name, "outputs.tf"))
    assert outputs
    for output, body in outputs.items():
        assert re.search(r'^  description = ".+"$', body, re.MULTILINE), output


@modules
def test_the_readme_example_is_a_call_that_works(
    name: str, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    readme = read(name, "README.md")
    example = readme.split("```hcl\n")[1].split("```")[0]
    variables = blocks("variable", read(name, "variables.tf"))
    required = {variable for variable, body in variables.items() if "  default " not in body}
    given = set(re.findall(r"^  (\w+) += ", example, re.MULTILINE)) - {"source"}

    assert f'source = "../../../modules/{name}"' in example
    assert required <= given <= set(variables)
    formatted = subprocess.run(
        [terraform_bin, "fmt", "-"],
        env=terraform_env,
        input=example,
        capture_output=True,
        text=True,
        check=True,
    )
    assert formatted.stdout == example


# ------------------------------------------------------------------------------ permissions


@modules
def test_a_wildcard_resource_is_for_named_actions_and_says_why(name: str) -> None:
    for body in statements(read(name, "main.tf")):
        if re.search(r'^ *resources += \["\*"\]', body, re.MULTILINE):
            actions = re.findall(r'"([a-z0-9-]+:[^"]+)"', body.split("resources")[0])
            assert actions, body
            assert not [action for action in actions if "*" in action], body
            assert "# https://docs.aws.amazon.com/" in body, body


@modules
def test_no_managed_policy_is_attached(name: str) -> None:
    assert "aws_iam_role_policy_attachment" not in read(name, "main.tf")


# ------------------------------------------------------------------------------ Terraform itself


def test_the_catalog_is_formatted(terraform_bin: str, terraform_env: dict[str, str]) -> None:
    done = subprocess.run(
        [terraform_bin, "fmt", "-check", "-recursive", "-diff", str(MODULES)],
        env=terraform_env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@modules
def test_the_tests_of_a_module_pass_without_an_account(
    name: str, tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> None:
    # With its neighbours: one module may call another.
    copy = tmp_path / "modules" / name
    shutil.copytree(MODULES, copy.parent, ignore=shutil.ignore_patterns(".terraform*"))
    env = {key: value for key, value in terraform_env.items() if not key.startswith("AWS_")}
    env |= {
        "TF_DATA_DIR": str(tmp_path / "data"),
        "AWS_EC2_METADATA_DISABLED": "true",
        # Terraform starts the provider for every run block; fewer collections make that cheaper.
        "GOGC": "400",
    }
    for command in (["init", "-backend=false", "-input=false"], ["test"]):
        done = subprocess.run(
            [terraform_bin, *command, "-no-color"],
            cwd=copy,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", done.stdout), done.stdout
