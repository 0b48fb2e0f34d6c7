"""Which stacks a branch reaches, and why."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from git_infra import Infra

from tfgen.errors import MachineError, UsageError
from tfgen.runner.changed_files import Repository

OUTER = "stacks/{}/web/main.tf:2"
INNER = "modules/outer/main.tf:2"


def through(environment: str, *rest: str) -> tuple[str, ...]:
    return (OUTER.format(environment), *rest)


def test_nothing_changed_reaches_nothing(infra: Infra) -> None:
    infra.branch()
    assert infra.reached() == {}
    infra.write("README.md", "y")
    assert infra.reached() == {}


def test_names_match_by_whole_parts(infra: Infra) -> None:
    infra.branch()
    infra.write("stacks/stg/web/extra.tf", "")
    assert infra.reached() == {"stg/web": ("stacks/stg/web/extra.tf",)}
    infra.commit()
    infra.git("switch", "-q", "-c", "other", "main")
    infra.write("modules/innermost/main.tf", "# x\n")
    assert infra.reached() == {}


@pytest.mark.parametrize("committed", [True, False])
def test_modules_count_all_the_way_down(infra: Infra, committed: bool) -> None:
    infra.branch()
    infra.write("modules/inner/main.tf", "# x\n")
    if committed:
        infra.commit()
    changed = (INNER, "modules/inner/main.tf")
    assert infra.reached() == {
        "prd/web": through("prd", *changed),
        "stg/web": through("stg", *changed),
    }


def test_files_that_functions_read_count(infra: Infra) -> None:
    infra.branch()
    infra.write("modules/inner/files/b.tpl", "b")
    assert infra.reached().keys() == {"prd/web", "stg/web"}
    assert infra.reached()["stg/web"][-1] == "modules/inner/files/b.tpl"


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ('file("${path.module}/../shared/a.json")', "stacks/stg/shared/a.json"),
        ('file("${path.root}/../../../shared/a.json")', "shared/a.json"),
        ('filebase64sha256("../../../shared/a.json")', "shared/a.json"),
        ('fileset("${path.module}/../../../shared", "**/*.json")', "shared/a/b/c.json"),
        ('templatefile("${path.cwd}/../../../shared/a.tpl", {})', "shared/a.tpl"),
        ('[for n in local.names : file("../../../shared/${n}.json")]', "shared/a.json"),
        ('"../../../shared/run.sh"', "shared/run.sh"),
        ("file(local.somewhere)", "docs/a.md"),
        ('file(join("/", [path.module, "x"]))', "docs/a.md"),
        ('templatefile(local.somewhere, {a = "${file(local.b)}"})', "docs/a.md"),
        ("core::file(local.somewhere)", "docs/a.md"),
        ('file(\n    "../../../shared/a.json"\n  )', "shared/a.json"),
    ],
)
def test_whatever_may_be_read_counts(infra: Infra, call: str, path: str) -> None:
    infra.write("stacks/stg/api/main.tf", f"locals {{\n  a = {call}\n}}\n")
    infra.write(path, "1")
    infra.branch()
    infra.write(path, "2")
    assert infra.reached()["stg/api"][-1] == path


@pytest.mark.parametrize(
    "text",
    [
        "# the file (or folder)\n",
        'variable "x" {\n  description = "A Dockerfile (path) or file(s)"\n}\n',
        "locals {\n  a = profile(1)\n  b = fileexists(local.a)\n}\n",
    ],
)
def test_words_are_no_calls(infra: Infra, text: str) -> None:
    infra.write("stacks/stg/api/main.tf", text)
    infra.branch()
    infra.write("README.md", "y")
    assert infra.reached() == {}


def test_json_syntax_counts(infra: Infra) -> None:
    text = '{"module": {"a": {"source": "../../../modules/innermost"}}}'
    infra.write("stacks/stg/api/main.tf.json", text)
    infra.write("stacks/stg/api/main.tf", "")
    infra.branch()
    infra.write("modules/innermost/main.tf", "# x\n")
    assert infra.reached().keys() == {"stg/api"}


def test_deletions_and_renames_count(infra: Infra) -> None:
    infra.branch()
    (infra.root / "modules/inner/files/a.tpl").rename(infra.root / "elsewhere.tpl")
    infra.commit()
    assert infra.reached().keys() == {"prd/web", "stg/web"}
    infra.git("switch", "-q", "-c", "other", "main")
    shutil.rmtree(infra.root / "modules/inner")
    assert infra.reached().keys() == {"prd/web", "stg/web"}


def test_links_count_where_they_lead(infra: Infra) -> None:
    infra.write("shared/common.tf", "")
    infra.write("stacks/stg/api/main.tf", 'module "m" {\n  source = "../../../linked"\n}\n')
    (infra.root / "linked").symlink_to("modules/innermost")
    (infra.root / "stacks/stg/web/common.tf").symlink_to("../../../shared/common.tf")
    infra.branch()
    infra.write("shared/common.tf", "# x\n")
    assert infra.reached() == {"stg/web": ("shared/common.tf",)}
    infra.commit()
    infra.git("switch", "-q", "-c", "other", "main")
    infra.write("modules/innermost/main.tf", "# x\n")
    assert infra.reached().keys() == {"stg/api"}


def test_specs_settings_and_versions_count(infra: Infra) -> None:
    infra.branch()
    infra.write("services/web.yaml", "name: web\ncpu: 512\n")
    assert infra.reached().keys() == {"prd/web", "stg/web"}
    infra.git("checkout", "-q", ".")
    infra.write("stacks/prd/.terraform-version", "1.11.4\n")
    assert infra.reached() == {"prd/web": ("stacks/prd/.terraform-version",)}
    (infra.root / "stacks/prd/.terraform-version").unlink()
    infra.write("tfgen.yaml", (infra.root / "tfgen.yaml").read_text().replace("1111", "3333"))
    assert infra.reached() == {
        "stg/web": ("tfgen.yaml (environments.stg)",),
        "stg/web-admin": ("tfgen.yaml (environments.stg)",),
    }
    infra.write("tfgen.yaml", (infra.root / "tfgen.yaml").read_text() + "tags: {a: b}\n")
    assert infra.reached().keys() == {"prd/web", "stg/web", "stg/web-admin"}


def test_a_lock_file_counts_once_it_is_git_s(infra: Infra) -> None:
    infra.branch()
    infra.write("stacks/stg/web/.terraform.lock.hcl", "")
    assert infra.reached() == {}
    infra.git("add", "-A")
    assert infra.reached().keys() == {"stg/web"}


def test_odd_names_count(infra: Infra) -> None:
    infra.branch()
    for name in ("a b.tf", 'q"uote.tf', "new\nline.tf", "ünïcode.tf", "-dash.tf"):
        infra.write(f"stacks/stg/web/{name}", "")
        assert infra.reached() == {"stg/web": (f"stacks/stg/web/{name}",)}
        (infra.root / "stacks/stg/web" / name).unlink()


def test_what_main_did_meanwhile_does_not_count(infra: Infra) -> None:
    infra.branch()
    infra.git("switch", "-q", "main")
    infra.write("modules/inner/main.tf", "# main\n")
    infra.commit()
    infra.git("switch", "-q", "feature")
    infra.write("stacks/stg/web-admin/data.json", "1")
    infra.commit()
    assert infra.reached().keys() == {"stg/web-admin"}
    assert infra.reached("main~1").keys() == {"stg/web-admin"}


def test_a_repository_below_the_root_of_git(tmp_path: Path) -> None:
    infra = Infra(tmp_path / "mono" / "infra")
    text = 'module "m" {\n  source = "../../../../shared"\n}\n'
    infra.write("stacks/stg/web/main.tf", text)
    infra.write("../shared/main.tf", "")
    infra.git("-C", "..", "init", "-q", "-b", "main")
    infra.git("-C", "..", "add", "-A")
    infra.git("commit", "-q", "-m", "state")
    infra.git("switch", "-q", "-c", "feature")
    infra.write("../shared/main.tf", "# x\n")
    assert infra.reached() == {"stg/web": ("stacks/stg/web/main.tf:2", "../shared/main.tf")}


def test_a_shallow_clone_of_one_branch_finds_its_base(
    infra: Infra, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    infra.branch()
    for number in range(3):
        infra.write("stacks/stg/web-admin/data.json", str(number))
        infra.commit()
    clone = tmp_path / "clone"
    words = ("clone", "-q", "--depth=1", "--single-branch", "--branch=feature")
    infra.git(*words, f"file://{infra.root}", str(clone))
    shallow = Infra.__new__(Infra)
    shallow.root = clone
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert shallow.reached().keys() == {"stg/web-admin"}


@pytest.mark.parametrize("base", ["nonsuch", "--output=x", 'a b"; rm -rf', "$(id)", ""])
def test_a_base_that_is_none_is_explained(infra: Infra, base: str) -> None:
    infra.branch()
    infra.git("branch", "-m", "main", "trunk")
    with pytest.raises(UsageError, match=r"no commit|not known") as caught:
        infra.reached(base)
    assert "fetch-depth: 0" in caught.value.hint
    assert not (infra.root / "x").exists()


def test_without_git_it_is_explained(
    infra: Infra, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="no git repository"):
        Repository(infra.root)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="not on PATH"):
        Repository(infra.root)


def test_a_folder_of_somebody_else_s_git_is_explained(
    infra: Infra, monkeypatch: pytest.MonkeyPatch
) -> None:
    infra.branch()
    # What git does in a checkout of another user (`safe.directory`).
    real = subprocess.run
    refused = subprocess.CompletedProcess([], 128, b"", b"fatal: detected dubious ownership")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: refused)
    with pytest.raises(UsageError, match="dubious ownership"):
        Repository(infra.root)
    monkeypatch.setattr(subprocess, "run", real)
