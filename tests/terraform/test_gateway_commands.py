"""The command lines and the errors, with a program that only plays Terraform."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.errors import FailedError
from tfgen.terraform.binary import Binary
from tfgen.terraform.gateway import Terraform


@pytest.fixture
def recorder(tmp_path: Path) -> Binary:
    """A program that writes its arguments down, one a line, and makes the plan file."""
    path = tmp_path / "a folder" / "terraform"
    path.parent.mkdir()
    path.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{tmp_path}/argv'\n"
        f"touch '{tmp_path}/plan'\necho '{{}}'\n"
    )
    path.chmod(0o755)
    return Binary(path, "terraform", "1.11.4")


def test_the_command_lines(tmp_path: Path, recorder: Binary) -> None:
    terraform = Terraform(recorder, tmp_path, {"TF_VAR_password": "hunter2"}, lock_timeout="5s")
    plan = tmp_path / "plan"
    common = ["-input=false", "-no-color", "-lock-timeout=5s"]

    def argv(call: Callable[[], object]) -> list[str]:
        plan.write_text("")
        call()
        return (tmp_path / "argv").read_text().splitlines()

    assert argv(terraform.init) == ["init", "-reconfigure", "-backend=true", *common]
    assert argv(lambda: terraform.init(upgrade=True, reconfigure=False)) == [
        "init",
        "-upgrade",
        "-backend=true",
        *common,
    ]
    assert argv(lambda: terraform.init(backend=False)) == ["init", "-backend=false", *common]
    saved = ["plan", f"-out={plan}", "-detailed-exitcode", *common]
    assert argv(lambda: terraform.plan(plan)) == saved
    assert argv(lambda: terraform.plan(plan, destroy=True, json=True)) == [
        *saved[:2],
        "-destroy",
        "-json",
        *saved[2:],
    ]
    assert argv(lambda: terraform.plan(plan, refresh_only=True)) == [
        *saved[:2],
        "-refresh-only",
        *saved[2:],
    ]
    assert argv(lambda: terraform.apply(plan)) == ["apply", *common, str(plan)]
    assert argv(lambda: terraform.show_json(plan)) == ["show", "-json", str(plan)]
    assert argv(lambda: terraform.show_text(plan)) == ["show", "-no-color", str(plan)]
    assert argv(terraform.state_list) == ["state", "list"]
    assert argv(terraform.schema_json) == ["providers", "schema", "-json", "-no-color"]
    assert argv(terraform.validate_json) == ["validate", "-json", "-no-color"]
    assert argv(terraform.output_json) == ["output", "-json", "-no-color"]
    assert argv(terraform.fmt_check) == ["fmt", "-check", "-recursive"]


def test_nothing_is_logged(
    tmp_path: Path, recorder: Binary, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Terraform(recorder, tmp_path, {"TF_VAR_password": "hunter2"}).plan(tmp_path / "plan")
    assert "hunter2" not in caplog.text
    assert "-out" not in caplog.text


def test_the_former_plan_is_gone_before_the_next_is_written(
    tmp_path: Path, recorder: Binary
) -> None:
    recorder.path.write_text(f"#!/bin/sh\ntest ! -e '{tmp_path}/plan' && touch '{tmp_path}/plan'\n")
    (tmp_path / "plan").write_text("old")
    Terraform(recorder, tmp_path, {"PATH": os.environ["PATH"]}).plan(tmp_path / "plan")


def test_a_broken_state_file_does_not_matter_to_the_command_line(
    tmp_path: Path, recorder: Binary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "terraform.tfstate").write_text("{")
    (tmp_path / "terraform.tfstate").write_text("{")
    assert Terraform(recorder, tmp_path, {}).plan(tmp_path / "plan").changed is False


def test_opentofu_is_called_by_its_name(tmp_path: Path, recorder: Binary) -> None:
    recorder.path.write_text("#!/bin/sh\necho 'Error: Module not installed' >&2\nexit 1\n")
    tofu = Binary(recorder.path, "opentofu", "1.12.0")
    with pytest.raises(FailedError, match="tofu output failed: Module not installed") as caught:
        Terraform(tofu, tmp_path, {}).output_json()
    assert caught.value.hint == f"tofu -chdir={tmp_path} init"


def test_output_that_is_no_json_is_no_traceback(tmp_path: Path, recorder: Binary) -> None:
    recorder.path.write_text("#!/bin/sh\necho hello\n")
    with pytest.raises(FailedError, match="printed no JSON document"):
        Terraform(recorder, tmp_path, {}).output_json()


def test_the_last_lines_stand_in_for_a_message(tmp_path: Path, recorder: Binary) -> None:
    recorder.path.write_text("#!/bin/sh\nseq 1 100 >&2\nexit 1\n")
    with pytest.raises(FailedError) as caught:
        Terraform(recorder, tmp_path, {}).output_json()
    assert caught.value.message.splitlines()[-1] == "100"
    assert len(caught.value.message.splitlines()) == 20


def test_frames_colours_and_warnings_are_left_out(tmp_path: Path, recorder: Binary) -> None:
    (tmp_path / "printed").write_text(
        "\x1b[33m╷\x1b[0m\n│ Warning: Old thing\n│ \n│ Old.\n╵\n"
        "\x1b[31m╷\x1b[0m\n│ Error: Bad thing\n│ \n"
        "│   on a b.tf line 7, in output:\n│ \n│ Bad.\n╵\n"
    )
    recorder.path.write_text("#!/bin/sh\ncat printed >&2\nexit 1\n")
    with pytest.raises(FailedError) as caught:
        Terraform(recorder, tmp_path, {"PATH": os.environ["PATH"]}).output_json()
    assert caught.value.message.startswith("terraform output failed: Bad thing\n")
    assert "Old" not in caught.value.message
    assert str(caught.value.where) == f"{tmp_path / 'a b.tf'}:7"
