"""TFG003 and TFG004: suppressions that silence nothing, or name no rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Folder


def found(folder: Folder, *arguments: str) -> list[tuple[str, int]]:
    _, out, _ = folder.validate("--format", "json", *arguments)
    findings = json.loads(out)["findings"]
    return [(one["code"], one["line"]) for one in findings if one["code"] < "TFG100"]


def stack(folder: Folder, comment: str, name: str = "x") -> None:
    folder.write("variables.tf", 'variable "x" {\n  type = string\n}\n')
    folder.write("main.tf", f'output "o" {{\n  value = var.{name} {comment}\n}}\n')


def test_one_that_silences_nothing(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG101 known")
    assert found(folder) == [("TFG003", 2)]
    stack(folder, "# tfgen:ignore=TFG101 known", "y")
    assert ("TFG003", 2) not in found(folder)


def test_each_code_counts_for_itself(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG101,TFG102 known", "y")
    _, out, _ = folder.validate("--format", "json")
    messages = [one["message"] for one in json.loads(out)["findings"] if one["code"] == "TFG003"]
    assert messages == ["this suppression of TFG102 silences nothing"]


def test_not_where_rules_keep_still(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG101 known")
    folder.write("broken.tf", "locals {\n")
    assert [code for code, _ in found(folder)] == ["TFG001"]


def test_only_where_it_is_chosen_itself(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG101 known")
    assert found(folder, "--select", "TFG1") == []
    assert found(folder, "--ignore", "TFG003") == []


@pytest.mark.parametrize("code", ["TFG005", "TFG003"])
def test_codes_that_no_comment_silences_are_not_called_unused(folder: Folder, code: str) -> None:
    stack(folder, f"# tfgen:ignore={code} known")
    assert found(folder) == []


def test_a_code_that_no_rule_has(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG1O1,TFG199 known")
    assert [code for code, _ in found(folder)] == ["TFG002"]
    stack(folder, "# tfgen:ignore=TFG101,TFG199 known", "y")
    assert ("TFG004", 2) in found(folder)


def test_the_report_cannot_be_silenced(folder: Folder) -> None:
    stack(folder, "# tfgen:ignore=TFG004,TFG999 known")
    assert found(folder) == [("TFG004", 2)]
