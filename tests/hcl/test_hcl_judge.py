"""Terraform has the last word on syntax, where it is there and answers."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tfgen.hcl import reader
from tfgen.hcl.judge import judge
from tfgen.hcl.lines import Position
from tfgen.hcl.model import File, SyntaxProblem
from tfgen.hcl.reader import Reader


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def program(path: Path, script: str) -> str:
    """A program in place of Terraform, written in Python."""
    write(path, f"#!{sys.executable}\n{script}\n").chmod(0o700)
    return str(path)


def test_errors_of_several_folders_with_file_line_and_words(
    tmp_path: Path, terraform_bin: str
) -> None:
    odd = write(tmp_path / "a folder, line 3" / "x.tf", "a = 1\nb = [1 2]\n")
    option = write(tmp_path / "-x" / "y.tf", "}\n")
    write(tmp_path / "good" / "z.tf", "a   =   1\n")
    folders = [path.parent for path in (odd, option)] + [tmp_path / "good"]
    verdict = judge(folders, terraform_bin)
    assert verdict is not None
    assert set(verdict) == {odd, option}
    problem = verdict[odd][0]
    assert problem.position.line == 2
    assert "Missing item separator" in problem.message
    assert "comma" in problem.remedy


def test_the_environment_of_terraform_does_not_change_the_verdict(
    tmp_path: Path, terraform_bin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.tf", "a = \n")
    monkeypatch.setenv("TF_CLI_ARGS_fmt", "-no-such-option")
    monkeypatch.setenv("TF_LOG", "trace")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "missing"))
    verdict = judge([tmp_path], terraform_bin)
    assert verdict is not None
    assert [problem.position for problem in verdict[path]] == [Position(1, 1)]


def test_a_folder_reached_by_a_link(tmp_path: Path, terraform_bin: str) -> None:
    write(tmp_path / "real" / "x.tf", "a = [1 2]\n")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "y.tf").symlink_to("x.tf")
    module = Reader(terraform_bin).modules([tmp_path / "link"])[0]
    assert [len(file.problems) for file in module.files] == [1, 1]


@pytest.mark.parametrize(
    "script",
    [
        "raise SystemExit(1)",
        "raise SystemExit(2)",
        "import sys; sys.stderr.write('no\\n'); sys.exit(2)",
    ],
)
def test_a_program_that_cannot_say_is_no_judge(tmp_path: Path, script: str) -> None:
    folder = write(tmp_path / "m" / "x.tf", "a = [1 2]\n").parent
    broken = program(tmp_path / "terraform", script)
    assert judge([folder], broken) is None
    assert len(Reader(broken).modules([folder])[0].files[0].problems) == 1


def test_a_program_that_is_missing_is_no_judge(tmp_path: Path) -> None:
    assert judge([tmp_path], str(tmp_path / "missing")) is None


def test_what_terraform_takes_is_no_error_but_unknown(
    tmp_path: Path, terraform_bin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "x.tf", "a = 1\n").parent
    problem = SyntaxProblem(Position(1, 1), "this reader does not know it", "wait")
    read = reader.read_bytes
    monkeypatch.setattr(
        reader, "read_bytes", lambda data, path: _with_problem(read(data, path), problem)
    )
    alone = Reader(None).modules([folder])[0]
    assert alone.files[0].problems == (problem,)
    judged = Reader(terraform_bin).modules([folder])[0]
    assert judged.files[0].problems == ()
    assert judged.files[0].body is None
    assert judged.opaque


def test_what_terraform_refuses_is_an_error_although_the_reader_took_it(
    tmp_path: Path, terraform_bin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.tf", "a = [1 2]\n")
    folder = write(tmp_path / "x.tf", "b = [1 2]\n").parent
    read = reader.read_bytes
    monkeypatch.setattr(
        reader,
        "read_bytes",
        lambda data, path: (
            _without_problems(read(data, path)) if path.name == "x.tf" else read(data, path)
        ),
    )
    problems = Reader(terraform_bin).modules([folder])[0].files[1].problems
    assert [problem.message for problem in problems] == ["Missing item separator (says Terraform)"]


def test_where_terraform_sees_the_error_elsewhere_its_place_counts(
    tmp_path: Path, terraform_bin: str
) -> None:
    folder = write(tmp_path / "x.tf", "a = {\n  b = 1\nc = [\n}\n").parent
    alone = Reader(None).modules([folder])[0].files[0].problems
    judged = Reader(terraform_bin).modules([folder])[0].files[0].problems
    verdict = judge([folder], terraform_bin) or {}
    theirs = [one.position.line for found in verdict.values() for one in found]
    assert alone
    assert judged[0].position.line in theirs


def _with_problem(file: File, problem: SyntaxProblem) -> File:
    return replace(file, problems=(problem,))


def _without_problems(file: File) -> File:
    return replace(file, problems=())
