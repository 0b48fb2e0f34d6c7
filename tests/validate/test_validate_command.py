"""`tfgen validate` as people and CI call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from conftest import Folder

TWO = 'output "a" {\n  value = var.x\n}\n\noutput "b" {\n  value = local.c\n}\n'
ONE = 'output "a" {\n  value = var.x\n}\n'
NONE = 'output "a" {\n  value = 1\n}\n'
UNEXPLAINED = ONE.replace("var.x", "var.x # tfgen:ignore=TFG101")


def codes(out: str) -> list[str]:
    return [one["code"] for one in json.loads(out)["findings"]]


@pytest.fixture
def two(folder: Folder) -> Folder:
    """A folder with two errors."""
    folder.write("main.tf", TWO)
    return folder


def test_each_format_says_the_same(two: Folder) -> None:
    code, text, _ = two.validate()
    assert code == 1
    assert text.endswith("2 errors in 1 file\n")
    code, out, _ = two.validate("--format", "json")
    assert (code, codes(out)) == (1, ["TFG101", "TFG102"])
    code, out, _ = two.validate("--format", "sarif")
    assert code == 1
    assert [one["ruleId"] for one in json.loads(out)["runs"][0]["results"]] == ["TFG101", "TFG102"]
    code, out, _ = two.validate("--format", "junit")
    assert (code, ElementTree.XML(out).get("failures")) == (1, "2")
    code, out, _ = two.validate("--format", "github")
    assert (code, out.count("::error file=main.tf,")) == (1, 2)


@pytest.mark.parametrize("output", ["text", "json", "sarif", "junit", "github"])
def test_the_same_bytes_at_every_run_and_an_end_of_line(two: Folder, output: str) -> None:
    first = two.validate("--format", output)
    assert two.validate("--format", output) == first
    assert first[1].endswith("\n")
    assert not first[1].endswith("\n\n")


@pytest.mark.parametrize("output", ["json", "sarif", "junit", "github"])
def test_without_findings(folder: Folder, output: str) -> None:
    folder.write("main.tf", NONE)
    code, out, _ = folder.validate("--format", output)
    assert code == 0
    if output == "github":
        assert out.strip() == ""


@pytest.mark.parametrize("output", ["sarif", "github"])
def test_paths_for_github_start_at_the_root_of_the_repository(two: Folder, output: str) -> None:
    two.write("infra/stg/main.tf", TWO)
    two.write(".git/HEAD", "")
    _, out, _ = two.validate("--format", output, "stg", folder="infra")
    assert "infra/stg/main.tf" in out


def test_select_ignore_and_severity(two: Folder) -> None:
    def found(*arguments: str) -> list[str]:
        return codes(two.validate("--format", "json", *arguments)[1])

    assert found("--select", "TFG101") == ["TFG101"]
    assert found("--select", "TFG2,TFG102") == ["TFG102"]
    assert found("--select", "TFG101", "--select", "TFG102") == ["TFG101", "TFG102"]
    assert found("--ignore", "tfg101") == ["TFG102"]
    assert found("--ignore", "TFG1") == []
    assert found("--severity", "error") == ["TFG101", "TFG102"]
    two.write("main.tf", UNEXPLAINED)
    assert found() == ["TFG002"]
    assert found("--severity", "error") == []


def test_what_fails_the_run(folder: Folder) -> None:
    folder.write("main.tf", UNEXPLAINED)
    assert folder.validate()[0] == 0
    assert folder.validate("--fail-on", "warning")[0] == 1
    assert folder.validate("--fail-on", "notice")[0] == 1
    _, out, _ = folder.validate("--fail-on", "warning", "--format", "junit")
    assert ElementTree.XML(out).get("failures") == "1"
    folder.write("main.tf", TWO)
    code, out, _ = folder.validate("--fail-on", "never")
    assert (code, "2 errors" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--select", "TFG1O1"], "did you mean TFG"),
        (["--ignore", "X9"], "--explain"),
        (["--explain", "TFG01"], "did you mean TFG"),
        (["--diff"], "--fix"),
        (["--baseline", "a", "--write-baseline", "b"], "--write-baseline"),
        (["--baseline", "missing.json"], "--write-baseline"),
        (["--format", "html"], "sarif"),
        (["--fail-on", "fatal"], "never"),
    ],
)
def test_wrong_usage(folder: Folder, arguments: list[str], hint: str) -> None:
    code, out, err = folder.validate(*arguments)
    assert (code, out) == (2, "")
    assert hint in err


def test_explain_shows_the_page(folder: Folder) -> None:
    code, out, _ = folder.validate("--explain", "tfg101")
    assert code == 0
    assert out.startswith("# TFG101: undeclared variable\n")
    assert "## Passes" in out


class TestBaseline:
    """Only what is new."""

    def test_from_recording_to_the_first_new_finding(self, two: Folder) -> None:
        code, out, err = two.validate("--write-baseline", "base.json")
        assert (code, out) == (0, "")
        assert "2 findings" in err
        assert two.validate("--baseline", "base.json") == (0, "no findings\n", "")
        two.write("main.tf", "\n\n" + TWO + 'output "c" {\n  value = var.y\n}\n')
        code, out, _ = two.validate("--baseline", "base.json", "--format", "json")
        assert (code, [one["line"] for one in json.loads(out)["findings"]]) == (1, [11])

    def test_what_is_mended_is_told(self, two: Folder) -> None:
        two.validate("--write-baseline", "base.json")
        two.write("main.tf", ONE)
        code, out, err = two.validate("--baseline", "base.json")
        assert (code, out) == (0, "no findings\n")
        assert "1 finding of base.json no longer there" in err
        assert "--write-baseline base.json" in err

    def test_a_part_of_the_tree_says_nothing_of_the_rest(self, two: Folder) -> None:
        two.write("other/main.tf", TWO)
        two.validate("--write-baseline", "base.json")
        assert two.validate("--baseline", "base.json", "other") == (0, "no findings\n", "")


class TestFix:
    """--fix, and --fix --diff."""

    BEFORE = 'variable "x" {\n  type = string\n}\n\noutput "o" {\n  value=["${var.x}"]\n}\n'
    AFTER = 'variable "x" {\n  type = string\n}\n\noutput "o" {\n  value = [var.x]\n}\n'

    def test_mends_and_says_so(self, folder: Folder) -> None:
        folder.write("main.tf", self.BEFORE)
        folder.write("good.tf", "locals {\n  a = 1\n}\n")
        code, out, err = folder.validate(
            "--fix", "--fail-on", "notice", "--select", "TFG005,TFG006"
        )
        assert (code, out, err) == (0, "no findings\n", "fixed main.tf\n")
        assert folder.read("main.tf") == self.AFTER
        assert folder.validate("--fix")[2] == ""

    def test_diff_writes_nothing(self, folder: Folder) -> None:
        folder.write("main.tf", self.BEFORE)
        code, out, _ = folder.validate("--fix", "--diff")
        assert code == 0
        assert out == (
            "--- a/main.tf\n+++ b/main.tf\n@@ -3,5 +3,5 @@\n"
            ' }\n \n output "o" {\n-  value=["${var.x}"]\n+  value = [var.x]\n }\n'
        )
        assert folder.read("main.tf") == self.BEFORE

    def test_only_what_is_chosen(self, folder: Folder) -> None:
        folder.write("main.tf", self.BEFORE)
        folder.validate("--fix", "--select", "TFG006")
        assert folder.read("main.tf") == self.BEFORE.replace('"${var.x}"', "var.x")
        folder.write("main.tf", self.BEFORE)
        folder.validate("--fix", "--ignore", "TFG006")
        assert folder.read("main.tf") == self.AFTER.replace("var.x]", '"${var.x}"]')

    def test_what_a_comment_silences_stays(self, folder: Folder) -> None:
        text = self.BEFORE.replace("]", "] # tfgen:ignore=TFG006 shown in the manual")
        folder.write("main.tf", text)
        folder.validate("--fix", "--ignore", "TFG005")
        assert folder.read("main.tf") == text

    def test_errors_stay_and_fail_the_run(self, folder: Folder) -> None:
        folder.write("main.tf", 'output "o" {\n  value = "${var.x}"\n}\n')
        code, out, _ = folder.validate("--fix", "--format", "json")
        assert (code, codes(out)[0]) == (1, "TFG101")
        assert folder.read("main.tf") == 'output "o" {\n  value = var.x\n}\n'

    def test_one_file_of_a_module(self, folder: Folder) -> None:
        folder.write("main.tf", self.BEFORE)
        folder.write("other.tf", "locals {\na=1\n}\n")
        folder.validate("--fix", "main.tf")
        assert folder.read("other.tf") == "locals {\na=1\n}\n"

    def test_generated_files_are_named(self, folder: Folder) -> None:
        from tfgen import header

        text = header.stamped(self.BEFORE, "services/web.yaml", "web")
        folder.write("main.tf", text)
        _, _, err = folder.validate("--fix")
        assert "main.tf: generated" in err
        assert folder.read("main.tf") == text


class TestFormatting:
    """TFG005, which is applied only where it is named."""

    def test_only_when_named(self, folder: Folder) -> None:
        folder.write("main.tf", "locals {\n  a = 1\n  bb=2\n}\n")
        assert folder.validate("--format", "json")[1].count("TFG005") == 0
        _, out, _ = folder.validate("--format", "json", "--select", "TFG005")
        (found,) = json.loads(out)["findings"]
        assert (found["code"], found["line"], found["severity"]) == ("TFG005", 2, "notice")

    def test_hidden_folders_and_other_files_are_left_out(self, folder: Folder) -> None:
        for path in ("a/main.tf", "a/.terraform/main.tf", "node_modules/main.tf", "b/x.tfvars"):
            folder.write(path, "locals {\na=1\n}\n" if path.endswith(".tf") else "a=1\n")
        folder.write("broken.tf", "locals {\n")
        _, out, _ = folder.validate("--format", "json", "--select", "TFG005")
        assert [one["path"] for one in json.loads(out)["findings"]] == ["a/main.tf"]

    def test_without_terraform_it_cannot_be_demanded(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        folder.write("main.tf", 'locals {\n  a   = 1\n  bbb = ["${local.a}"]\n}\n')
        code, _, err = folder.validate("--select", "TFG005")
        assert (code, "tfgen doctor --install" in err) == (2, True)
        folder.validate("--fix")
        assert folder.read("main.tf") == "locals {\n  a   = 1\n  bbb = [local.a]\n}\n"
