from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tfgen.errors import MachineError
from tfgen.terraform.binary import find
from tfgen.terraform.pinned import installed_path, pinned
from tfgen.user_cache import cache_folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "bin").mkdir()
    return {
        "PATH": f"{tmp_path / 'bin'}",
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def program(path: Path, output: str, *, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_the_real_one_is_what_it_says(terraform_bin: str, environ: dict[str, str]) -> None:
    found = find(terraform_bin, environ=environ)
    said = json.loads(subprocess.check_output([terraform_bin, "version", "-json"]))
    assert (found.product, found.version) == ("terraform", said["terraform_version"])
    assert found.label == f"Terraform {found.version}"


def test_a_name_is_looked_up_on_the_path(tmp_path: Path, environ: dict[str, str]) -> None:
    path = program(tmp_path / "bin" / "terraform", "Terraform v1.10.5")
    found = find(environ=environ)
    assert (found.path, found.version, found.numbers) == (path, "1.10.5", (1, 10, 5))


def test_opentofu_is_told_from_terraform(tmp_path: Path, environ: dict[str, str]) -> None:
    program(tmp_path / "bin" / "tofu", "OpenTofu v1.11.0-beta1")
    found = find("tofu", environ=environ)
    assert (found.product, found.numbers) == ("opentofu", (1, 11, 0))


def test_too_old_names_both_versions(tmp_path: Path, environ: dict[str, str]) -> None:
    program(tmp_path / "bin" / "terraform", "Terraform v1.5.7")
    with pytest.raises(MachineError, match=r"Terraform 1\.5\.7 .*needs 1\.10 or newer") as caught:
        find(environ=environ)
    assert caught.value.hint == "tfgen doctor --install"


def test_an_installed_one_stands_in_for_an_old_one(tmp_path: Path, environ: dict[str, str]) -> None:
    program(tmp_path / "bin" / "terraform", "Terraform v1.5.7")
    release = pinned("terraform")
    path = installed_path(release, cache_folder(environ))
    program(path, f"Terraform v{release.version}")
    assert find(environ=environ).path == path


def test_missing_says_how_to_install(environ: dict[str, str]) -> None:
    with pytest.raises(MachineError, match="neither on the PATH") as caught:
        find(environ=environ)
    assert caught.value.hint == "tfgen doctor --install"


@pytest.mark.parametrize(
    ("output", "code"), [("hello", 0), ("Terraform v1.11.4", 1), ("Terraform vNext", 0)]
)
def test_something_else_is_refused(
    tmp_path: Path, environ: dict[str, str], output: str, code: int
) -> None:
    path = program(tmp_path / "other", output, code=code)
    with pytest.raises(MachineError, match="is not Terraform or OpenTofu"):
        find(str(path), environ=environ)


def test_a_path_must_lead_to_a_program(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(MachineError, match="there is no Terraform at"):
        find(str(tmp_path / "nowhere"), environ=environ)
    with pytest.raises(MachineError, match="there is no Terraform at"):
        find(str(tmp_path), environ=environ)


def test_not_executable_says_chmod(tmp_path: Path, environ: dict[str, str]) -> None:
    path = program(tmp_path / "terraform", "Terraform v1.11.4")
    path.chmod(0o644)
    with pytest.raises(MachineError, match="not executable") as caught:
        find(str(path), environ=environ)
    assert caught.value.hint == f"chmod +x {path}"


def test_a_broken_program_is_no_traceback(tmp_path: Path, environ: dict[str, str]) -> None:
    path = tmp_path / "terraform"
    path.write_bytes(b"\x7fELF but not really")
    path.chmod(0o755)
    with pytest.raises(MachineError, match="does not run"):
        find(str(path), environ=environ)


def test_a_program_is_asked_once(terraform_bin: str, environ: dict[str, str]) -> None:
    find(terraform_bin, environ=environ)
    memory = cache_folder(environ) / "binaries.json"
    memory.write_text(memory.read_text().replace(find(terraform_bin).version, "1.99.0"))
    assert find(terraform_bin, environ=environ).version == "1.99.0"


def test_a_program_that_changed_is_asked_again(
    tmp_path: Path, terraform_bin: str, environ: dict[str, str]
) -> None:
    copy = tmp_path / "terraform"
    copy.symlink_to(terraform_bin)
    find(str(copy), environ=environ)
    memory = cache_folder(environ) / "binaries.json"
    known = json.loads(memory.read_text())
    known[str(copy)][0] -= 1
    known[str(copy)][3] = "1.99.0"
    memory.write_text(json.dumps(known))
    assert find(str(copy), environ=environ).version == find(terraform_bin).version


def test_a_script_is_asked_every_time(tmp_path: Path, environ: dict[str, str]) -> None:
    path = program(tmp_path / "bin" / "terraform", "Terraform v1.10.0")
    status = path.stat()
    find(environ=environ)
    program(path, "Terraform v1.12.0")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert find(environ=environ).version == "1.12.0"


def test_a_spoilt_memory_is_no_error(terraform_bin: str, environ: dict[str, str]) -> None:
    for spoilt in ["[]", "{", json.dumps({terraform_bin: 3}), json.dumps({terraform_bin: [1, 2]})]:
        (cache_folder(environ) / "binaries.json").write_text(spoilt)
        assert find(terraform_bin, environ=environ).product == "terraform"


def test_the_users_settings_do_not_reach_the_question(
    terraform_bin: str, environ: dict[str, str]
) -> None:
    hostile = {"TF_CLI_ARGS": "-nonsense", "TF_LOG": "trace", "TF_CLI_CONFIG_FILE": "/nowhere"}
    assert find(terraform_bin, environ={**environ, **hostile}).product == "terraform"
