"""The hooks that pre-commit offers: their patterns, and that their commands are ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from conftest import Folder

PATH = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in YAML(typ="safe").load(PATH.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    ("hook", "path", "taken"),
    [
        ("tfgen-validate", "stacks/stg/web/main.tf", True),
        ("tfgen-validate", "main.tf.json", True),
        ("tfgen-validate", "main.tf.bak", False),
        ("tfgen-validate", "notes/tf", False),
        ("tfgen-generate-check", "infra/services/web.yaml", True),
        ("tfgen-generate-check", "tfgen.yaml", True),
        ("tfgen-generate-check", "stacks/stg/web/main.tf", True),
        ("tfgen-generate-check", "docker-compose.yaml", False),
        ("tfgen-generate-check", "modules/web/main.tf", False),
    ],
)
def test_which_files_call_for_a_hook(hook: str, path: str, taken: bool) -> None:
    assert (re.search(HOOKS[hook]["files"], path) is not None) is taken


def test_one_process_validates_all_changed_files(folder: Folder) -> None:
    hook = HOOKS["tfgen-validate"]
    assert hook["require_serial"]
    assert hook.get("pass_filenames", True)
    program, command = hook["entry"].split()
    assert (program, command, hook["language"]) == ("tfgen", "validate", "python")
    folder.write("a/main.tf", "locals {\n  a = var.x\n}\n")
    folder.write("a/other.tf", "locals {\n  b = var.y\n}\n")
    folder.write("b/main.tf", "locals {\n  c = var.z\n}\n")
    code, out, _ = folder.validate("a/main.tf", "b/main.tf", "--select", "TFG101")
    assert (code, out.splitlines()[-1]) == (1, "2 errors in 2 files")


def test_the_stacks_are_checked_as_a_whole() -> None:
    hook = HOOKS["tfgen-generate-check"]
    assert hook["entry"].split() == ["tfgen", "generate", "--check"]
    assert hook["pass_filenames"] is False
