"""From paths to findings: which files are read, what is reported, in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tfgen.errors import UsageError
from tfgen.validation import source_texts, validate

WRONG = "locals {\n  a = var.x\n}\n"


def write(path: Path, text: str = WRONG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(root: Path, *paths: str) -> list[str]:
    """The places and codes that `validate` gives for `paths`, seen from `root`."""
    findings = validate([Path(path) for path in paths or (".",)], terraform="", root=root)
    return [
        f"{one.path.as_posix()}:{one.line}:{one.column} {one.code}"
        for one in findings
        if one.severity == "error"
    ]


def test_a_tree_with_its_modules(tmp_path: Path) -> None:
    write(tmp_path / "b" / "main.tf")
    write(tmp_path / "a" / "c" / "main.tf")
    write(tmp_path / "main.tf", "locals {\n  a = [var.x, var.y]\n}\n")
    assert found(tmp_path) == [
        "a/c/main.tf:2:7 TFG101",
        "b/main.tf:2:7 TFG101",
        "main.tf:2:8 TFG101",
        "main.tf:2:15 TFG101",
    ]


def test_folders_that_hold_what_others_wrote_are_left_out(tmp_path: Path) -> None:
    for name in (".terraform", ".git", ".hidden", "node_modules"):
        write(tmp_path / "x" / name / "main.tf")
    write(tmp_path / "x" / "main.tf", "")
    assert found(tmp_path) == []
    assert found(tmp_path, "x/.hidden") == ["x/.hidden/main.tf:2:7 TFG101"]


def test_one_file_is_read_with_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "main.tf", "locals {\n  a = [var.x, var.y]\n}\n")
    write(tmp_path / "other.tf", 'variable "x" {}\nlocals {\n  b = var.z\n}\n')
    assert found(tmp_path, "main.tf") == ["main.tf:2:15 TFG101"]
    assert len(found(tmp_path, "main.tf", "other.tf")) == 2
    assert len(found(tmp_path, "main.tf", ".")) == 2
    assert len(found(tmp_path, ".", "main.tf")) == 2


def test_paths_outside_of_the_root_stay_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "main.tf")
    write(tmp_path / "b" / "main.tf", "")
    assert found(tmp_path / "b", "../a") == [f"{path.as_posix()}:2:7 TFG101"]


def test_the_same_path_twice_is_reported_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "main.tf")
    assert len(found(tmp_path, ".", "a", "./a/", "a/main.tf")) == 1


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "real" / "main.tf")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "real" / "self").symlink_to("self")
    (tmp_path / "again").symlink_to("real")
    assert [place.split(":", 1)[1] for place in found(tmp_path)] == ["2:7 TFG101"]
    assert found(tmp_path, "again") == ["again/main.tf:2:7 TFG101"]


def test_a_file_that_is_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "a.tf").symlink_to("missing.tf")
    (tmp_path / "b.tf").symlink_to("b.tf")
    assert found(tmp_path) == ["a.tf:1:1 TFG001", "b.tf:1:1 TFG001"]


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "main.tf")
    write(tmp_path / "other.tf")

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", denied)
    (finding, _) = validate([tmp_path], terraform="", root=tmp_path)
    assert finding.message == "main.tf cannot be read: Permission denied"


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "main.tf", "")
    write(tmp_path / "locked" / "main.tf")
    listed = Path.iterdir

    def denied(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", denied)
    assert found(tmp_path) == ["locked:1:1 TFG001"]


def test_a_pipe_named_like_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    assert found(tmp_path) == ["pipe.tf:1:1 TFG001"]


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "x.tf" / "main.tf")
    assert found(tmp_path) == ["x.tf/main.tf:2:7 TFG101"]


@pytest.mark.parametrize("name", ["missing", "notes.txt", "pipe"])
def test_a_path_that_is_nothing_to_validate(name: str, tmp_path: Path) -> None:
    write(tmp_path / "notes.txt", "hello")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError) as caught:
        validate([Path(name)], terraform="", root=tmp_path)
    assert name in caught.value.message
    assert caught.value.hint


def test_nothing_there_is_nothing_found(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "modules" / "m" / "main.tf", "")
    for name in ("a", "b"):
        write(tmp_path / name / "main.tf", 'module "m" {\n  source = "../modules/m"\n}\n')
    read: list[str] = []
    whole = Path.read_bytes

    def counted(path: Path) -> bytes:
        if path.is_relative_to(tmp_path):
            read.append(path.relative_to(tmp_path).as_posix())
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    assert found(tmp_path) == []
    assert sorted(read) == ["a/main.tf", "b/main.tf", "modules/m/main.tf"]


def test_terraform_on_the_path_is_asked(tmp_path: Path, terraform_bin: str) -> None:
    write(tmp_path / "main.tf", "locals {\n  a = [1 2]\n}\n")
    (finding,) = validate([tmp_path], terraform=terraform_bin, root=tmp_path)
    assert finding.message == "expected `,` or `]`, found `2`"


def test_what_is_beyond_the_reader_is_said(tmp_path: Path, terraform_bin: str) -> None:
    deep = f"{'(' * 101}1{')' * 101}"
    write(tmp_path / "main.tf", f'output "o" {{\n  value = {deep}\n}}\n')
    write(tmp_path / "other.tf", 'output "p" {\n  value = var.missing\n}\n')
    (finding,) = validate([tmp_path], terraform=terraform_bin, root=tmp_path)
    assert (finding.code, finding.path, finding.line) == ("TFG007", Path("main.tf"), 1)


def test_source_texts(tmp_path: Path) -> None:
    write(tmp_path / "main.tf")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "gone.tf").symlink_to("missing")
    findings = validate([tmp_path], terraform="", root=tmp_path)
    assert source_texts(findings, tmp_path) == {Path("main.tf"): WRONG}
