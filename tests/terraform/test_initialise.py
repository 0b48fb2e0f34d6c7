from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.errors import FailedError, InputError, MachineError
from tfgen.terraform.binary import Binary, find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.initialise import data_folder, ensure_initialised, fingerprint
from tfgen.terraform.pinned import platform_name

MAIN = """\
terraform {
  required_version = ">= 1.5"
}

module "part" {
  source = "../../modules/part"
}

resource "terraform_data" "service" {
  input = 512
}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    for module in ("part", "deeper"):
        (tmp_path / "modules" / module).mkdir(parents=True)
    (tmp_path / "modules" / "part" / "main.tf").write_text(
        'module "deeper" {\n  source = "../deeper"\n}\n'
    )
    (tmp_path / "modules" / "deeper" / "main.tf").write_text('resource "terraform_data" "it" {}\n')
    folder = tmp_path / "stacks" / "stg"
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(MAIN)
    return folder


@pytest.fixture
def make(
    stack: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> Callable[..., Terraform]:
    def terraform(**environ: str) -> Terraform:
        return Terraform(find(terraform_bin), stack, {**terraform_env, **environ})

    return terraform


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_init_runs_once(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make()
    assert ensure_initialised(terraform, stack) is True
    assert ensure_initialised(terraform, stack) is False
    edit(stack / "main.tf", "512", "1024")
    assert ensure_initialised(terraform, stack) is False
    terraform.plan(stack / "plan")


def test_a_changed_source_is_initialised(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make()
    ensure_initialised(terraform, stack)
    edit(stack / "main.tf", "../../modules/part", "../../modules/deeper")
    assert ensure_initialised(terraform, stack) is True
    terraform.plan(stack / "plan")


def test_a_change_deep_in_the_modules_is_initialised(
    make: Callable[..., Terraform], stack: Path
) -> None:
    terraform = make()
    ensure_initialised(terraform, stack)
    new = stack.parents[1] / "modules" / "new"
    new.mkdir()
    with (stack.parents[1] / "modules" / "deeper" / "main.tf").open("a") as handle:
        handle.write('module "new" {\n  source = "../new"\n}\n')
    assert ensure_initialised(terraform, stack) is True
    terraform.plan(stack / "plan")


def test_a_changed_backend_is_initialised(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make()
    ensure_initialised(terraform, stack)
    backend = (
        '  required_version = ">= 1.5"\n  backend "local" {\n    path = "other.tfstate"\n  }\n'
    )
    edit(stack / "main.tf", '  required_version = ">= 1.5"\n', backend)
    assert ensure_initialised(terraform, stack) is True
    terraform.apply(terraform.plan(stack / "plan").plan_file)
    assert (stack / "other.tfstate").exists()


def test_a_failed_init_is_tried_again(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make()
    ensure_initialised(terraform, stack)
    edit(stack / "main.tf", "../../modules/part", "../../modules/nowhere")
    for _ in range(2):
        with pytest.raises(FailedError, match="init failed"):
            ensure_initialised(terraform, stack)
    edit(stack / "main.tf", "../../modules/nowhere", "../../modules/part")
    assert ensure_initialised(terraform, stack) is True


def test_a_removed_data_folder_is_made_again(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make(TF_DATA_DIR="data")
    ensure_initialised(terraform, stack)
    assert data_folder(stack, terraform.environ) == stack / "data"
    assert not (stack / ".terraform").exists()
    (stack / "data" / "modules" / "modules.json").unlink()
    assert ensure_initialised(terraform, stack) is True


def test_a_provider_whose_mirror_has_gone_is_initialised(
    make: Callable[..., Terraform], stack: Path, tmp_path: Path
) -> None:
    package = f"registry.terraform.io/hashicorp/aws/5.0.0/{platform_name()}"
    for place in ("one", "two"):
        (tmp_path / place / package).mkdir(parents=True)
        (tmp_path / place / package / "terraform-provider-aws_v5.0.0").write_text("binary")
    (tmp_path / "rc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{ path = "{tmp_path}/mirror" }}\n}}\n'
    )
    (tmp_path / "mirror").symlink_to("one")
    with (stack / "main.tf").open("a") as handle:
        handle.write('provider "aws" {}\n')
    terraform = make(TF_CLI_CONFIG_FILE=str(tmp_path / "rc"))
    assert ensure_initialised(terraform, stack) is True
    assert ensure_initialised(terraform, stack) is False
    (tmp_path / "one").rename(tmp_path / "gone")
    (tmp_path / "mirror").unlink()
    (tmp_path / "mirror").symlink_to("two")
    assert ensure_initialised(terraform, stack) is True


def test_two_runs_at_once_initialise_once(make: Callable[..., Terraform], stack: Path) -> None:
    answers: list[bool] = []
    start = threading.Barrier(4)

    def one() -> None:
        terraform = make()
        start.wait()
        answers.append(ensure_initialised(terraform, stack))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]


def test_a_local_state_is_not_left_behind(make: Callable[..., Terraform], stack: Path) -> None:
    terraform = make()
    ensure_initialised(terraform, stack)
    terraform.apply(terraform.plan(stack / "plan").plan_file)
    edit(stack / "main.tf", "terraform {\n", 'terraform {\n  backend "s3" {}\n')
    with pytest.raises(FailedError, match=r"local state with 2 resources") as caught:
        ensure_initialised(terraform, stack)
    assert "-migrate-state" in caught.value.hint
    assert caught.value.where is not None


def test_a_stack_that_is_not_there_is_not_made(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no stack at"):
        ensure_initialised(make(), tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_data_folder_that_cannot_be_made_names_the_remedy(
    make: Callable[..., Terraform], stack: Path
) -> None:
    (stack / "file").write_text("")
    with pytest.raises(MachineError, match="cannot be written") as caught:
        ensure_initialised(make(TF_DATA_DIR="file"), stack)
    assert "TF_DATA_DIR" in caught.value.hint


def digest(stack: Path, version: str = "1.11.4", **environ: str) -> str | None:
    binary = Binary(Path("terraform"), "terraform", version)
    return fingerprint(Terraform(binary, stack, {"HOME": str(stack), **environ}), stack)


def test_the_machines_part_counts(stack: Path, tmp_path: Path) -> None:
    config = tmp_path / "rc"
    config.write_text("")
    digests = [
        digest(stack),
        digest(stack, "1.12.0"),
        digest(stack, TF_CLI_ARGS_init="-backend-config=bucket=other"),
        digest(stack, TF_CLI_CONFIG_FILE=str(config)),
    ]
    config.write_text("# changed")
    digests.append(digest(stack, TF_CLI_CONFIG_FILE=str(config)))
    (stack / ".terraform.lock.hcl").write_text("# changed")
    digests.append(digest(stack))
    # An empty configuration says as much as none.
    assert digests[0] == digests[3]
    assert len({*digests}) == 5
    assert None not in digests


def test_secrets_of_the_environment_are_not_kept(
    make: Callable[..., Terraform], stack: Path
) -> None:
    terraform = make(TF_CLI_ARGS_init="-backend=true", TF_VAR_password="hunter2")
    ensure_initialised(terraform, stack)
    record = (stack / ".terraform" / "tfgen-init.json").read_text()
    assert set(json.loads(record)) == {"fingerprint", "packages"}
    assert "hunter2" not in record
    assert "backend" not in record


def test_a_stack_that_moves_with_its_modules_stays_the_same(stack: Path, tmp_path: Path) -> None:
    before = digest(stack)
    (tmp_path / "elsewhere").mkdir()
    for name in ("stacks", "modules"):
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    assert digest(tmp_path / "elsewhere" / "stacks" / "stg") == before


def test_modules_that_call_each_other_come_to_an_end(stack: Path) -> None:
    with (stack.parents[1] / "modules" / "deeper" / "main.tf").open("a") as handle:
        handle.write('module "back" {\n  source = "../part"\n}\n')
    assert digest(stack) is not None


def test_in_doubt_there_is_no_fingerprint(stack: Path) -> None:
    edit(stack / "main.tf", '"../../modules/part"', "var.source")
    assert digest(stack) is None


def test_a_file_that_is_no_text_is_named(stack: Path) -> None:
    (stack / "main.tf").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read") as caught:
        digest(stack)
    assert os.fspath(stack) in str(caught.value.where)
