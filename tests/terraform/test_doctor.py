from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path
from typing import Any

import pytest

from tfgen.errors import MachineError
from tfgen.terraform import doctor
from tfgen.terraform import mirror as mirror_module
from tfgen.terraform.doctor import Check, checks
from tfgen.terraform.pinned import platform_name


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A machine with nothing on it."""
    monkeypatch.setattr(mirror_module, "search_roots", lambda _: [tmp_path / "disk"])
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_DATA_DIRS": str(tmp_path / "share"),
    }


def named(found: list[Check], name: str) -> Check:
    return next(check for check in found if check.name == name)


def test_a_bare_machine_is_told_what_to_do(environ: dict[str, str], closed_url: str) -> None:
    found = list(checks(None, {}, environ=environ, registry_url=closed_url))
    assert named(found, "Python").ok
    for name in ("Terraform", "providers", "git"):
        check = named(found, name)
        assert not check.ok
        assert check.problem
        assert check.remedy
    assert named(found, "Terraform").remedy == "tfgen doctor --install"
    assert "cannot be reached" in named(found, "providers").problem


def test_a_machine_that_has_everything(
    tmp_path: Path, environ: dict[str, str], terraform_bin: str
) -> None:
    package = tmp_path / "disk/registry.terraform.io/hashicorp/aws/5.0.0" / platform_name()
    package.mkdir(parents=True)
    (package / "terraform-provider-aws_v5").write_text("binary")
    environ["PATH"] = f"{Path(terraform_bin).parent}{os.pathsep}{os.environ['PATH']}"
    found = list(checks(None, {}, environ=environ))
    assert [check for check in found if not check.ok] == []
    assert [check for check in found if check.problem or check.remedy] == []
    assert "Terraform 1." in named(found, "Terraform").found
    assert str(tmp_path / "disk") in named(found, "providers").found
    assert named(found, "moto").found == importlib.metadata.version("moto")


@pytest.mark.parametrize(("status", "ok"), [(200, True), (503, False)])
def test_the_registry_is_asked_where_there_is_no_mirror(
    site: Any, environ: dict[str, str], status: int, ok: bool
) -> None:
    site.answer("/.well-known/terraform.json", b"{}", status=status)
    url = f"{site.url}/.well-known/terraform.json"
    found = list(checks(None, {}, environ=environ, registry_url=url))
    assert named(found, "providers").ok is ok
    assert ("503" in named(found, "providers").problem) is not ok


def test_a_configuration_of_the_user_is_taken_for_granted(
    tmp_path: Path, environ: dict[str, str], closed_url: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".terraformrc").write_text("")
    found = list(checks(None, {}, environ=environ, registry_url=closed_url))
    assert named(found, "providers").ok


def test_a_plugin_cache_wants_lock_files(
    tmp_path: Path, environ: dict[str, str], closed_url: str
) -> None:
    environ["TF_PLUGIN_CACHE_DIR"] = "/cache"
    for name in ("web", "worker"):
        (tmp_path / "stacks" / "stg" / name).mkdir(parents=True)
        (tmp_path / "stacks" / "stg" / name / "main.tf").write_text("")
    (tmp_path / "stacks" / "stg" / "web" / ".terraform.lock.hcl").write_text("")

    def check() -> Check:
        found = checks(tmp_path, {}, environ=environ, registry_url=closed_url)
        return named(list(found), "plugin cache")

    assert "1 stacks have no" in check().problem
    assert "stg/worker" in check().problem
    (tmp_path / "stacks" / "stg" / "worker" / ".terraform.lock.hcl").write_text("")
    assert check().ok


def test_accounts_are_compared_and_aws_asked_once(
    environ: dict[str, str], closed_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def account(region: str) -> str:
        asked.append(region)
        return "111111111111"

    monkeypatch.setattr(doctor, "caller_account", account)
    environments = {"stg": "111111111111", "prd": "222222222222"}
    found = list(
        checks(None, environments, region="eu-west-1", environ=environ, registry_url=closed_url)
    )
    assert asked == ["eu-west-1"]
    assert named(found, "AWS account of stg").ok
    wrong = named(found, "AWS account of prd")
    assert not wrong.ok
    assert "111111111111" in wrong.problem
    assert "222222222222" in wrong.problem


def test_missing_credentials_are_a_finding(
    environ: dict[str, str], closed_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def account(_region: str) -> str:
        raise MachineError("no credentials", hint="log in")

    monkeypatch.setattr(doctor, "caller_account", account)
    found = list(checks(None, {"stg": "1"}, environ=environ, registry_url=closed_url))
    check = named(found, "AWS account of stg")
    assert (check.ok, check.problem, check.remedy) == (False, "no credentials", "log in")


@pytest.mark.parametrize("version", ["", "4.0.0"])
def test_the_sandbox_wants_its_moto(
    environ: dict[str, str], closed_url: str, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    def installed(name: str) -> str:
        if not version:
            raise importlib.metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(importlib.metadata, "version", installed)
    found = list(checks(None, {}, environ=environ, registry_url=closed_url))
    check = named(found, "moto")
    assert (check.ok, check.optional, check.remedy) == (
        False,
        True,
        "pip install 'tfgen-ecs[sandbox]'",
    )
