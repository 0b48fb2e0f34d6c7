"""What is kept between runs counts as long as nothing that it hangs on has changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tfgen.hcl.shapes import kept as shapes
from tfgen.hcl.shapes.reading import Shaped
from tfgen.rules.frame import Finding
from tfgen.validation import checking, validate
from tfgen.validation.installed import installed

OUTLINE = ("a", " ", "=", " ", "1", "\n")
SHAPED = Shaped((("Attribute", 0, 4, ("Number", 4, 4)),), ((1, "message", "remedy"),))
CHILD = 'variable "name" {\n  type = string\n}\n'
ROOT = (
    'module "child" {\n  source = "../child"\n  name   = "a"\n}\n'
    'locals {\n  text = file("${path.module}/note.txt")\n}\n'
    'output "note" {\n  value = local.text\n}\n'
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root module that calls another one and reads a file; a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write(tmp_path / "child" / "main.tf", CHILD)
    write(tmp_path / "root" / "main.tf", ROOT)
    write(tmp_path / "root" / "note.txt", "x")
    return tmp_path


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the folders that rules were applied to."""
    seen: list[str] = []
    check = checking.Checker.check

    def noted(self: checking.Checker, module: checking.Module) -> checking.Checked:
        seen.append(module.folder.name)
        return check(self, module)

    monkeypatch.setattr(checking.Checker, "check", noted)
    yield seen
    seen.clear()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(tree: Path) -> tuple[Finding, ...]:
    return validate([Path("root")], terraform="", root=tree)


def test_nothing_is_checked_twice(tree: Path, checked: list[str]) -> None:
    first = run(tree)
    assert sorted(checked) == ["child", "root"]
    checked.clear()
    assert run(tree) == first
    assert checked == []


def test_a_finding_is_the_same_from_the_cache(tree: Path, checked: list[str]) -> None:
    write(tree / "root" / "more.tf", 'output "x" {\n  value = local.gone\n}\n')
    first = run(tree)
    assert [(one.code, str(one.path), one.line) for one in first if one.severity == "error"] == [
        ("TFG102", "root/more.tf", 2)
    ]
    checked.clear()
    assert run(tree) == first
    assert checked == []


@pytest.mark.parametrize(
    ("path", "text", "again"),
    [
        ("root/main.tf", f"{ROOT}# more\n", ["root"]),
        ("root/more.tf", "", ["root"]),
        ("child/main.tf", f"{CHILD}# more\n", ["child", "root"]),
        ("root/note.txt", "y", ["root"]),
        ("root/readme.md", "y", []),
    ],
)
def test_what_has_changed_is_checked_again(
    tree: Path, checked: list[str], path: str, text: str, again: list[str]
) -> None:
    run(tree)
    checked.clear()
    write(tree / path, text)
    run(tree)
    assert sorted(checked) == again


def test_a_file_that_goes_is_noticed(tree: Path, checked: list[str]) -> None:
    run(tree)
    checked.clear()
    (tree / "root" / "note.txt").unlink()
    assert [one.line for one in run(tree) if one.severity == "error"] == [6]
    assert checked == ["root"]


def test_a_syntax_error_is_not_kept(tree: Path, checked: list[str]) -> None:
    write(tree / "root" / "main.tf", "x {\n")
    run(tree)
    checked.clear()
    run(tree)
    assert checked == ["root"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"version": 9, "entries": {}}',
        "null",
        '{"version": 1, "entries": 5}',
    ],
)
def test_a_damaged_cache_is_no_error(tree: Path, checked: list[str], text: str) -> None:
    run(tree)
    for path in cache_files(tree):
        path.write_text(text, encoding="utf-8")
    checked.clear()
    run(tree)
    assert sorted(checked) == ["child", "root"]


def damaged(**parts: object) -> dict[str, object]:
    """An entry that counts, but for some of its parts."""
    return {"modules": {}, "files": {}, "calls": [], "findings": [], "facts": [], **parts}


@pytest.mark.parametrize(
    "entry",
    [
        None,
        1,
        [],
        {},
        damaged(findings=[1]),
        damaged(findings=[["TFG101", "error", "main.tf", "1", 1, "m", "r"]]),
        damaged(facts=[[["TFG901", "x"], ["TFG901"]]]),
        damaged(facts=[[["TFG901", "x"], {"a": 1}]]),
        damaged(calls=[1]),
    ],
)
def test_a_damaged_entry_is_no_error(tree: Path, checked: list[str], entry: object) -> None:
    run(tree)
    (path,) = cache_files(tree)
    value = json.loads(path.read_text(encoding="utf-8"))
    value["entries"] = dict.fromkeys(value["entries"], entry)
    path.write_text(json.dumps(value), encoding="utf-8")
    checked.clear()
    run(tree)
    assert sorted(checked) == ["child", "root"]


@pytest.mark.parametrize("text", ["", "x\n{}", '{"version": 1}', "\udcff"])
def test_damaged_shapes_are_no_error(
    tree: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tree / "shapes.json"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    monkeypatch.setattr(shapes, "_path", lambda: path)
    monkeypatch.setattr(shapes, "_rows", lambda: shapes._read(path))
    assert shapes.find(OUTLINE) is None
    shapes.save({OUTLINE: SHAPED})
    assert shapes.find(OUTLINE) == SHAPED


def test_shapes_are_kept_from_run_to_run_by_all_processes(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[shapes.New] = []
    monkeypatch.setattr(shapes, "save", saved.append)
    monkeypatch.setattr(shapes, "_rows", dict)
    for number in range(20):
        values = ", ".join(["true"] * (number + 700))
        write(
            tree / "stacks" / f"stack{number:02}" / "main.tf", f"locals {{\n  a = [{values}]\n}}\n"
        )
    validate([Path("stacks")], terraform="", root=tree)
    assert len(saved[0]) >= 20
    again = {pieces: json.loads(json.dumps(one.items)) for pieces, one in saved[0].items()}
    assert {pieces: shapes._tuples(items) for pieces, items in again.items()} == {
        pieces: one.items for pieces, one in saved[0].items()
    }


def test_deep_shapes_are_not_kept(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree / "shapes.json"
    monkeypatch.setattr(shapes, "_path", lambda: path)
    deep: tuple[object, ...] = ("Number", 0, 0)
    for _ in range(sys.getrecursionlimit()):
        deep = ("List", 0, 0, deep)
    shapes.save({OUTLINE: SHAPED, ("[",) * 5_000: Shaped((deep,), ())})
    assert list(shapes._read(path)) == ["\0".join(OUTLINE)]


def test_it_can_be_turned_off(
    tree: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFGEN_CACHE", "off")
    run(tree)
    checked.clear()
    run(tree)
    assert sorted(checked) == ["child", "root"]
    assert cache_files(tree) == []


def test_many_modules_by_several_processes_give_what_one_gives(tree: Path) -> None:
    for number in range(20):
        name = f"stack{number:02}"
        write(tree / "stacks" / name / "main.tf", f"locals {{\n  a = local.{name}\n}}\n")
    together = validate([Path("stacks")], terraform="", root=tree)
    alone = [
        finding
        for folder in sorted((tree / "stacks").iterdir())
        for finding in validate([folder], terraform="", root=tree)
    ]
    assert list(together) == alone
    assert len({one.path for one in together}) == 20


def test_only_errors_of_a_module_elsewhere_are_reported(tree: Path) -> None:
    write(
        tree / "child" / "main.tf",
        f'{CHILD}variable "unused" {{}}\noutput "o" {{\n  value = local.gone\n}}\n',
    )
    elsewhere = [one for one in run(tree) if one.path.parts[0] == "child"]
    assert [one.code for one in elsewhere] == ["TFG102"]
    below = validate([Path("child")], terraform="", root=tree)
    assert {one.severity for one in below} == {"error", "warning"}


def test_what_is_wrong_in_a_root_only_is_so_from_the_cache_too(
    tree: Path, checked: list[str]
) -> None:
    text = f'{CHILD}output "o" {{\n  value = file("gone.txt")\n}}\n'
    write(tree / "child" / "main.tf", text)
    assert [one.code for one in run(tree) if one.severity == "error"] == []
    checked.clear()
    alone = validate([Path("child")], terraform="", root=tree)
    assert [one.code for one in alone if one.severity == "error"] == ["TFG303"]
    together = validate([Path("child"), Path("root")], terraform="", root=tree)
    assert [one.code for one in together if one.severity == "error"] == []
    assert checked == []


def cache_files(tree: Path) -> list[Path]:
    folder = tree / "cache" / "tfgen" / "validate"
    return list(folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def old(tmp_path: Path) -> str:
    """A program that says it is Terraform 1.8.5, and takes every file for well-formed."""
    program = tmp_path / "terraform"
    program.write_text('#!/bin/sh\necho \'{"terraform_version": "1.8.5"}\'\n')
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("constraint", "reported"),
    [("~> 1.8.0", False), (">= 1.10", True), ("< 1.8.5", True), (">= v1.8", False)],
)
def test_the_terraform_on_path_has_to_meet_required_version(
    tree: Path, old: str, constraint: str, reported: bool
) -> None:
    write(tree / "v" / "main.tf", f'terraform {{\n  required_version = "{constraint}"\n}}\n')

    def codes(terraform: str) -> list[str]:
        return [one.code for one in validate([Path("v")], terraform=terraform, root=tree)]

    assert codes(old) == codes(old) == ["TFG143"] * reported
    assert codes("") == []
    # A file that says which one runs there is noticed when it comes, and when it goes.
    write(tree / ".terraform-version", "1.9.0\n")
    assert codes(old) == []
    (tree / ".terraform-version").unlink()
    assert codes(old) == ["TFG143"] * reported


def test_a_program_that_does_not_tell_its_release_is_none(tree: Path) -> None:
    silent = tree / "silent"
    silent.write_text("#!/bin/sh\nexit 1\n")
    silent.chmod(0o755)
    assert installed(str(silent)) is None
    assert installed(str(tree / "nowhere")) is None
