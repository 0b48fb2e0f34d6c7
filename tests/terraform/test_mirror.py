from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest

from tfgen.errors import FailedError, MachineError
from tfgen.terraform import mirror as mirror_module
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.mirror import cli_config, terraform_environ
from tfgen.terraform.mirror_search import AWS, Mirror, implied_folders, read_mirror, search
from tfgen.terraform.pinned import platform_name


def unpacked(folder: Path, provider: str = AWS, target: str = "") -> Path:
    package = folder / provider / "5.0.0" / (target or platform_name())
    package.mkdir(parents=True)
    (package / f"terraform-provider-{provider.rsplit('/', 1)[1]}_v5.0.0").write_text("binary")
    return folder


def packed(folder: Path) -> Path:
    (folder / AWS).mkdir(parents=True)
    (folder / AWS / f"terraform-provider-aws_5.0.0_{platform_name()}.zip").write_text("zip")
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_DATA_DIRS": str(tmp_path / "share"),
    }


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder that is searched."""
    folder = tmp_path / "disk"
    folder.mkdir()
    monkeypatch.setattr(mirror_module, "search_roots", lambda _: [folder])
    return folder


@pytest.mark.parametrize("make", [unpacked, packed])
def test_both_layouts_are_mirrors(tmp_path: Path, make: object) -> None:
    assert callable(make)
    assert read_mirror(make(tmp_path)) == Mirror(tmp_path, (AWS,))


def test_a_mirror_for_another_platform_is_none(tmp_path: Path) -> None:
    assert read_mirror(unpacked(tmp_path, target="plan9_mips")) is None
    assert read_mirror(tmp_path / "nowhere") is None


def test_providers_that_lack_this_platform_stay_with_the_registry(tmp_path: Path) -> None:
    unpacked(tmp_path)
    unpacked(tmp_path, "registry.terraform.io/hashicorp/random")
    unpacked(tmp_path, "registry.terraform.io/hashicorp/tls", target="plan9_mips")
    found = read_mirror(tmp_path)
    assert found is not None
    assert found.providers == (AWS, "registry.terraform.io/hashicorp/random")


def test_the_search_goes_four_folders_down(tmp_path: Path) -> None:
    near = unpacked(tmp_path / "near" / "a" / "b" / "c")
    unpacked(tmp_path / "far" / "a" / "b" / "c" / "d")
    assert search([tmp_path / "near"]) == Mirror(near, (AWS,))
    assert search([tmp_path / "far"]) is None


def test_the_shallowest_is_taken(tmp_path: Path) -> None:
    unpacked(tmp_path / "a" / "deep" / "er")
    shallow = unpacked(tmp_path / "z")
    assert search([tmp_path]) == Mirror(shallow, (AWS,))


@pytest.mark.parametrize("name", [".terraform", "node_modules", "plugin-cache"])
def test_folders_that_only_look_like_mirrors_are_skipped(tmp_path: Path, name: str) -> None:
    unpacked(tmp_path / name)
    assert search([tmp_path]) is None


def test_links_are_not_followed(tmp_path: Path) -> None:
    unpacked(tmp_path / "elsewhere")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(tmp_path / "elsewhere")
    assert search([tmp_path / "root"]) is None


@pytest.mark.parametrize("where", ["", AWS])
def test_what_everybody_may_write_is_not_run(tmp_path: Path, where: str) -> None:
    folder = unpacked(tmp_path / "mirror")
    (folder / where).chmod(0o777)
    assert search([tmp_path]) is None


def test_what_another_user_owns_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked(tmp_path / "mirror")
    owner = tmp_path.stat().st_uid
    if owner == 0:
        for path in [tmp_path / "mirror", *(tmp_path / "mirror").rglob("*")]:
            os.chown(path, 4242, 4242)
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert search([tmp_path]) is None


def test_the_search_ends_in_time(tmp_path: Path) -> None:
    unpacked(tmp_path / "mirror")
    assert search([tmp_path], seconds=-1) is None


def test_a_mirror_is_found_and_configured(disk: Path, environ: dict[str, str]) -> None:
    folder = unpacked(disk / "opt" / "providers")
    config = cli_config(environ)
    assert config.source == "found"
    assert config.path is not None
    text = config.path.read_text()
    assert f'path    = "{folder}"' in text
    assert text.count(f'["{AWS}"]') == 2
    assert config.path.stat().st_mode & 0o777 == 0o600


def test_terraform_installs_from_the_mirror(
    disk: Path, tmp_path: Path, environ: dict[str, str], terraform_bin: str
) -> None:
    unpacked(disk / 'a "quoted" mirror')
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
    )
    terraform = Terraform(find(terraform_bin), stack, terraform_environ(environ))
    terraform.init()
    assert re.search(r'version\s+= "5\.0\.0"', (stack / ".terraform.lock.hcl").read_text())


def test_a_version_that_the_mirror_lacks_points_to_the_doctor(
    disk: Path, tmp_path: Path, environ: dict[str, str], terraform_bin: str
) -> None:
    unpacked(disk / "mirror")
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / "main.tf").write_text(
        "terraform {\n  required_providers {\n"
        '    aws = { source = "hashicorp/aws", version = "9.0.0" }\n  }\n}\n'
    )
    with pytest.raises(FailedError, match="no available releases match") as caught:
        Terraform(find(terraform_bin), stack, terraform_environ(environ)).init()
    assert caught.value.hint == "tfgen doctor (says where the providers come from)"


def test_what_was_found_is_remembered_while_it_is_there(
    disk: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpacked(disk / "mirror")
    cli_config(environ)
    monkeypatch.setattr(mirror_module, "search_roots", lambda _: [])
    assert cli_config(environ).source == "found"
    folder.rename(disk / "gone")
    assert cli_config(environ).source == "registry"


def test_a_fruitless_search_is_believed_for_a_day(disk: Path, environ: dict[str, str]) -> None:
    assert cli_config(environ).source == "registry"
    unpacked(disk / "mirror")
    assert cli_config(environ).source == "registry"
    assert cli_config(environ, refresh=True).source == "found"


def test_an_old_fruitless_search_is_repeated(
    disk: Path, tmp_path: Path, environ: dict[str, str]
) -> None:
    cli_config(environ)
    unpacked(disk / "mirror")
    memory = tmp_path / "cache" / "tfgen" / "mirror.json"
    memory.write_text(json.dumps({"folder": None, "searched": time.time() - 90_000}))
    assert cli_config(environ).source == "found"


def test_terraforms_own_folders_need_no_configuration(
    disk: Path, tmp_path: Path, environ: dict[str, str]
) -> None:
    unpacked(disk / "mirror")
    own = unpacked(tmp_path / "home" / ".terraform.d" / "plugins")
    config = cli_config(environ)
    assert (config.source, config.path) == ("implied", None)
    assert config.mirror == Mirror(own, (AWS,))


def test_the_shared_data_folders_are_among_terraforms_own(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    folders = implied_folders({**environ, "XDG_DATA_HOME": "/data"})
    assert Path("/data/terraform/plugins") in folders
    assert tmp_path / "share" / "terraform" / "plugins" in folders


@pytest.mark.parametrize("name", [".terraformrc", ".terraform.d/own.tfrc", "named"])
def test_a_configuration_of_the_user_is_respected(
    disk: Path, tmp_path: Path, environ: dict[str, str], name: str
) -> None:
    unpacked(disk / "mirror")
    path = tmp_path / "home" / name
    path.parent.mkdir(parents=True)
    path.write_text("")
    if name == "named":
        environ["TF_CLI_CONFIG_FILE"] = str(path)
    assert cli_config(environ).source == "user"
    assert terraform_environ(environ).get("TF_CLI_CONFIG_FILE") == environ.get("TF_CLI_CONFIG_FILE")


def test_a_login_is_no_configuration(disk: Path, tmp_path: Path, environ: dict[str, str]) -> None:
    unpacked(disk / "mirror")
    login = tmp_path / "home" / ".terraform.d" / "credentials.tfrc.json"
    login.parent.mkdir(parents=True)
    login.write_text("{}")
    assert cli_config(environ).source == "found"


def test_a_configuration_that_is_missing_is_overridden(disk: Path, environ: dict[str, str]) -> None:
    environ["TF_CLI_CONFIG_FILE"] = str(disk / "missing")
    assert "TF_CLI_CONFIG_FILE" not in terraform_environ(environ)
    unpacked(disk / "mirror")
    (Path(environ["XDG_CACHE_HOME"]) / "tfgen" / "mirror.json").unlink()
    assert terraform_environ(environ)["TF_CLI_CONFIG_FILE"] == str(cli_config(environ).path)


def test_a_named_mirror_goes_before_everything(
    disk: Path, tmp_path: Path, environ: dict[str, str]
) -> None:
    unpacked(disk / "mirror")
    named = unpacked(tmp_path / "named")
    config = cli_config({**environ, "TFGEN_PROVIDER_MIRROR": str(named)})
    assert config.mirror == Mirror(named, (AWS,))
    assert cli_config({**environ, "TFGEN_PROVIDER_MIRROR": "off"}).source == "registry"
    with pytest.raises(MachineError, match="holds no AWS provider") as caught:
        cli_config({**environ, "TFGEN_PROVIDER_MIRROR": str(tmp_path / "nowhere")})
    assert "TFGEN_PROVIDER_MIRROR" in caught.value.hint


def test_the_environment_of_a_process(disk: Path, environ: dict[str, str]) -> None:
    made = terraform_environ({**environ, "AWS_PROFILE": "prd"})
    assert made["AWS_PROFILE"] == "prd"
    assert [made[key] for key in ("TF_IN_AUTOMATION", "TF_INPUT", "CHECKPOINT_DISABLE")] == [
        "1",
        "0",
        "1",
    ]
    assert made["GOGC"] == "400"
    assert terraform_environ({**environ, "GOGC": "50"})["GOGC"] == "50"


def test_a_cache_that_cannot_be_written_says_so(
    disk: Path, tmp_path: Path, environ: dict[str, str]
) -> None:
    unpacked(disk / "mirror")
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(MachineError, match="cache folder"):
        cli_config(environ)
