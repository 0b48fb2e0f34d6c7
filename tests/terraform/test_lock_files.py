"""Lock files: written for all stacks at once, kept in CI; and the cache that suffers without."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tfgen.errors import FailedError
from tfgen.project import load
from tfgen.runner.locking import groups
from tfgen.runner.selection import select
from tfgen.terraform.binary import find
from tfgen.terraform.gateway import Terraform
from tfgen.terraform.initialise import ensure_initialised
from tfgen.terraform.pinned import platform_name
from tfgen.terraform.plugin_cache import LOCK_FILE, one_at_a_time, plugin_cache, warning

AWS = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
"""


@pytest.fixture
def infra(repository):
    repository.write(
        "tfgen.yaml", 'project: e\nenvironments: {stg: {account_id: "123456789012"}}\n'
    )
    for name in ("api", "web"):
        repository.write(f"stacks/stg/{name}/main.tf", AWS)
    repository.write("stacks/stg/plain/main.tf", 'resource "terraform_data" "x" {}\n')
    return repository


def lock_file(infra, name: str) -> Path:
    return infra.root / "stacks/stg" / name / LOCK_FILE


def test_stacks_of_equal_needs_are_locked_together(infra) -> None:
    code, out, err = infra.run("lock")
    assert code == 0, err
    assert out == f"3 of 3 lock files written, for {platform_name()}\n"
    assert "stg/api: locked, with 1 like it" in err
    text = lock_file(infra, "api").read_text()
    assert lock_file(infra, "web").read_text() == text
    assert 'constraints = "~> 5.0"' in text
    assert infra.run("lock")[1] == f"0 of 3 lock files written, for {platform_name()}\n"


def test_what_only_terraform_can_tell_is_locked_alone(infra) -> None:
    project = load(infra.root)

    def names() -> list[list[str]]:
        found = groups(select(project, (), None))
        return [[stack.service for stack in group] for group in found]

    assert names() == [["api", "web"], ["plain"]]
    infra.write("stacks/stg/api/remote.tf", 'module "x" {\n  source = "example/x/aws"\n}\n')
    assert names() == [["api"], ["plain"], ["web"]]
    infra.write("stacks/stg/api/remote.tf", 'module "x" {\n  source = "../../../own/x"\n}\n')
    infra.write("own/x/main.tf", 'resource "random_id" "x" {}\n')
    assert names() == [["api"], ["plain"], ["web"]]
    (infra.root / "own/x/main.tf").write_text('resource "aws_sqs_queue" "x" {}\n')
    assert names() == [["api"], ["plain"], ["web"]]
    (infra.root / "stacks/stg/api/remote.tf").unlink()
    lock_file(infra, "web").write_text("# another\n")
    assert names() == [["api"], ["plain"], ["web"]]


def test_a_platform_that_is_none_changes_no_lock_file(infra) -> None:
    code, _, err = infra.run("lock", "--platform", "plan9")
    assert (code, "Invalid target platform" in err) == (1, True)
    assert not lock_file(infra, "api").exists()


def test_in_ci_a_lock_file_is_kept(infra, terraform_bin: str, terraform_env) -> None:
    folder = infra.root / "stacks/stg/web"
    terraform = Terraform(find(terraform_bin), folder, terraform_env)
    # One that knows nothing of the provider that is needed: nobody has chosen that.
    lock_file(infra, "web").write_text("# This file is maintained automatically\n")
    with pytest.raises(FailedError, match="lock"):
        ensure_initialised(terraform, folder, keep_lock=True)
    assert "provider" not in lock_file(infra, "web").read_text()
    lock_file(infra, "web").unlink()
    assert ensure_initialised(terraform, folder, keep_lock=True)
    assert "hashicorp/aws" in lock_file(infra, "web").read_text()


def test_a_plugin_cache_is_found_and_spoken_of(tmp_path: Path) -> None:
    cache, stack = tmp_path / "cache", tmp_path / "stg/web"
    home = {"HOME": str(tmp_path)}
    stack.mkdir(parents=True)
    named = {**home, "TF_PLUGIN_CACHE_DIR": str(cache)}
    assert plugin_cache(named) is None
    cache.mkdir()
    assert plugin_cache(home) is None
    assert plugin_cache(named) == cache
    (tmp_path / ".terraformrc").write_text('plugin_cache_dir = "$HOME/cache"\n')
    assert plugin_cache(home) == cache
    assert "no lock file in stg/web\n      -> tfgen lock" in warning(home, [stack])
    assert "stg/web, stg/web, stg/web, stg/web, stg/web and 2 more" in warning(home, [stack] * 7)
    assert warning({}, [stack]) == ""
    (stack / LOCK_FILE).write_text("")
    assert warning(home, [stack]) == ""


def test_a_cache_that_cannot_be_written_to_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / ".tfgen.lock").mkdir()
    with one_at_a_time({"HOME": str(tmp_path), "TF_PLUGIN_CACHE_DIR": str(tmp_path)}):
        pass


def test_what_is_no_configuration_is_for_terraform_to_tell(infra) -> None:
    infra.write("stacks/stg/api/main.tf", "resource {}\n")
    lock_file(infra, "web").write_bytes(b"\xff\xfe")
    code, _, err = infra.run("lock")
    assert (code, "bug" in err) == (1, False), err


def test_one_init_at_a_time_works_with_the_cache(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "TF_PLUGIN_CACHE_DIR": str(tmp_path)}
    inside, most, gate = [0], [0], threading.Barrier(4)

    def work() -> None:
        gate.wait()
        with one_at_a_time(environ):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            threading.Event().wait(0.02)
            inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
