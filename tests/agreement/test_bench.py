"""The comparison over a folder of modules, some of which call others."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import agreement
from bench.agreement import Agreement, judge
from bench.verdict_notes import Notes
from bench.verdicts import Fault, seen_from

from tfgen.rules.frame import Finding

CALLER = 'module "b" {\n  source = "./mods/b"\n}\n'
READER = 'output "c" {\n  value = file("x.json")\n}\n'


def judged(top: Path, scratch: Path) -> Agreement:
    with Notes(None) as notes:
        return Agreement(tuple(judge(top, scratch, notes, 2)))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root that Terraform accepts, and the module it calls, which is none without it."""
    monkeypatch.setenv("TFGEN_CACHE", "off")
    write(tmp_path / "top" / "main.tf", CALLER)
    write(tmp_path / "top" / "x.json", "{}")
    write(tmp_path / "top" / "mods" / "b" / "main.tf", READER)
    return tmp_path / "top"


def test_a_module_is_judged_alone_and_where_it_is_called(tree: Path, tmp_path: Path) -> None:
    found = judged(tree, tmp_path / "scratch")
    assert found.faults("alarms") == []
    assert found.faults("missed") == []
    assert [each.place for each in found.faults("matched")] == [("top/mods/b/main.tf", 2)]


def test_an_alarm_in_a_called_module_counts_although_it_is_wrong_alone(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alarmed(*_: object, root: Path, **__: object) -> tuple[Finding, ...]:
        return (Finding("TFG303", "error", Path("mods/b/main.tf"), 2, 1, "no file", "add it"),)

    monkeypatch.setattr(agreement, "validate", alarmed)
    found = judged(tree, tmp_path / "scratch")
    assert [each.place for each in found.faults("alarms")] == [("top/mods/b/main.tf", 2)]


def test_a_file_has_one_name_however_a_module_is_called(tree: Path, tmp_path: Path) -> None:
    write(tree / "mods" / "y" / "main.tf", 'module "b" {\n  source = "../../mods/b"\n}\n')
    found = judged(tree, tmp_path / "scratch")
    (one,) = [each for each in found.judged if each.path == "top/mods/y"]
    assert one.verdict.faults == (Fault("../b/main.tf", 2, "Invalid function argument"),)
    assert seen_from(Path("/a/mods/y"), "../../mods/b/main.tf") == "../b/main.tf"
