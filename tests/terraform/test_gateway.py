from __future__ import annotations

import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.errors import FailedError, InputError
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform

CONFIGURATION = """
variable "memory" {
  type    = number
  default = 512
}

resource "terraform_data" "service" {
  input = var.memory
}

output "memory" {
  value = terraform_data.service.output
}
"""


@pytest.fixture
def make(
    tmp_path: Path, terraform_bin: str, terraform_env: dict[str, str]
) -> Callable[..., Terraform]:
    def terraform(configuration: str = CONFIGURATION, **environ: str) -> Terraform:
        (tmp_path / "main.tf").write_text(configuration)
        return Terraform(
            find(terraform_bin), tmp_path, {**terraform_env, **environ}, lock_timeout="0s"
        )

    return terraform


def test_a_stack_from_its_first_plan_to_its_last(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make()
    plan_file = tmp_path / "saved plan"
    assert terraform.state_list() == ()
    lines: list[str] = []
    terraform.init(on_line=lines.append)
    assert any("successfully initialized" in line for line in lines)

    first = terraform.plan(plan_file)
    assert (first.changed, first.plan_file) == (True, plan_file)
    assert "1 to add" in first.stdout
    assert stat.S_IMODE(plan_file.stat().st_mode) == 0o600
    assert "terraform_data.service" in terraform.show_text(plan_file)
    assert terraform.show_json(plan_file)["resource_changes"][0]["change"]["actions"] == ["create"]

    lines.clear()
    assert "1 added" in terraform.apply(plan_file, on_line=lines.append)
    assert any("Creation complete" in line for line in lines)
    assert stat.S_IMODE((tmp_path / "terraform.tfstate").stat().st_mode) == 0o600
    assert terraform.state_list() == ("terraform_data.service",)
    assert terraform.output_json()["memory"]["value"] == 512

    assert terraform.plan(plan_file).changed is False
    assert terraform.plan(plan_file, refresh_only=True).changed is False
    last = terraform.plan(plan_file, destroy=True, json=True)
    assert last.summary is not None
    assert (last.summary.destroy, last.changed) == (1, True)
    terraform.apply(plan_file, json=True)
    assert terraform.state_list() == ()


def test_the_schema_of_a_stack_without_providers(make: Callable[..., Terraform]) -> None:
    terraform = make()
    terraform.init()
    assert "terraform.io/builtin/terraform" in terraform.schema_json()["provider_schemas"]


def test_variables_come_from_the_environment(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make(TF_VAR_memory="1024")
    terraform.init()
    terraform.plan(tmp_path / "plan")
    plan = terraform.show_json(tmp_path / "plan")
    assert plan["variables"]["memory"]["value"] == "1024"


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_has_terraforms_words_and_the_place(
    make: Callable[..., Terraform], tmp_path: Path, as_json: bool
) -> None:
    terraform = make()
    terraform.init()
    (tmp_path / "main.tf").write_text('output "it" {\n  value = var.nothing\n}\n')
    with pytest.raises(FailedError) as caught:
        terraform.plan(tmp_path / "plan", json=as_json)
    assert "Reference to undeclared input variable" in caught.value.message
    assert "declared with a variable" in caught.value.message.replace("\n", " ")
    assert str(caught.value.where) == f"{tmp_path / 'main.tf'}:2"


def test_a_failed_plan_leaves_no_plan_behind(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make()
    terraform.init()
    terraform.plan(tmp_path / "plan")
    (tmp_path / "main.tf").write_text("}")
    with pytest.raises(FailedError):
        terraform.plan(tmp_path / "plan")
    assert not (tmp_path / "plan").exists()


def test_a_plan_that_others_could_read_is_replaced(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make()
    terraform.init()
    (tmp_path / "plan").write_text("old")
    (tmp_path / "plan").chmod(0o644)
    terraform.plan(tmp_path / "plan")
    assert stat.S_IMODE((tmp_path / "plan").stat().st_mode) == 0o600


def test_a_plan_from_before_another_apply_is_refused(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make()
    terraform.init()
    terraform.plan(tmp_path / "plan")
    terraform.plan(tmp_path / "other")
    terraform.apply(tmp_path / "other")
    with pytest.raises(FailedError, match="Saved plan is stale") as caught:
        terraform.apply(tmp_path / "plan")
    assert "plan again" in caught.value.hint


def test_only_a_saved_plan_is_applied(make: Callable[..., Terraform], tmp_path: Path) -> None:
    terraform = make()
    terraform.init()
    for method in (terraform.apply, terraform.show_json, terraform.show_text):
        with pytest.raises(InputError, match="no saved plan") as missing:
            method(tmp_path / "nowhere")
        assert missing.value.hint == "tfgen plan"
    with pytest.raises(FailedError, match="as a plan file") as caught:
        terraform.apply(tmp_path / "main.tf")
    assert "make the plan first" in caught.value.hint
    assert terraform.state_list() == ()


def test_a_held_lock_names_the_command_that_frees_it(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make(
        'resource "terraform_data" "slow" {\n'
        '  provisioner "local-exec" {\n'
        '    command = "touch begun; until test -e go; do sleep 0.02; done"\n  }\n}\n'
    )
    terraform.init()
    terraform.plan(tmp_path / "plan")
    apply = threading.Thread(target=terraform.apply, args=[tmp_path / "plan"])
    apply.start()
    try:
        while apply.is_alive() and not (tmp_path / "begun").exists():
            time.sleep(0.01)
        with pytest.raises(FailedError, match="Error acquiring the state lock") as caught:
            terraform.plan(tmp_path / "second")
    finally:
        (tmp_path / "go").write_text("")
        apply.join()
    assert f"terraform -chdir={tmp_path} force-unlock " in caught.value.hint
    assert len(caught.value.hint.rsplit(" ", 1)[1]) == 36


def test_a_stack_that_is_not_initialised_says_so(
    make: Callable[..., Terraform], tmp_path: Path
) -> None:
    terraform = make('module "a" {\n  source = "./a"\n}\n')
    (tmp_path / "a").mkdir()
    with pytest.raises(FailedError, match="Module not installed") as caught:
        terraform.plan(tmp_path / "plan")
    assert caught.value.hint == f"terraform -chdir={tmp_path} init"


def test_validate_gives_a_verdict_either_way(make: Callable[..., Terraform]) -> None:
    terraform = make()
    terraform.init()
    assert terraform.validate_json()["valid"] is True
    verdict = make('output "it" {\n  value = var.nothing\n}\n').validate_json()
    assert verdict["valid"] is False
    assert verdict["diagnostics"][0]["range"]["start"]["line"] == 2


def test_fmt_names_what_it_would_change(make: Callable[..., Terraform], tmp_path: Path) -> None:
    terraform = make("locals {\n  a = 1\n}\n")
    assert terraform.fmt_check() == ()
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "other.tf").write_text("locals {\na=1\n}\n")
    assert terraform.fmt_check() == (Path("deeper/other.tf"),)
    (tmp_path / "main.tf").write_text("locals {")
    with pytest.raises(FailedError, match="fmt failed: ") as caught:
        terraform.fmt_check()
    assert "\x1b" not in caught.value.message
    assert caught.value.where is not None
