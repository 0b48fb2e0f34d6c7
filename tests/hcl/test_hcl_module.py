"""The files of a folder as one module, and the modules that it calls."""

from __future__ import annotations

from pathlib import Path

from tfgen.hcl.module import Module
from tfgen.hcl.parse import read_module


def module(folder: Path, **files: str) -> Module:
    """The module of a folder with these files: name without `.tf` -> text."""
    for name, text in files.items():
        (folder / f"{name}.tf").write_text(text, encoding="utf-8")
    return read_module(folder)


def test_declarations(tmp_path: Path) -> None:
    found = module(
        tmp_path,
        main='resource "x" "y" {}\ndata "x" "z" {}\n'
        'check "k" {\n  data "x" "in_check" {}\n}\nlocals {\n  a = 1\n}\n',
        more="locals {\n  b = 2\n}\n",
    )
    assert found.declared("resource") == {("x", "y")}
    assert found.data_sources == {("x", "z"), ("x", "in_check")}
    assert [file.path.name for file, _ in found.blocks("locals")] == ["main.tf", "more.tf"]
    assert not found.opaque


def test_overriding_files_come_last(tmp_path: Path) -> None:
    found = module(tmp_path, a_override="", override="", z="", b="")
    assert [file.path.stem for file in found.files] == ["b", "z", "a_override", "override"]


def test_files_in_another_syntax_make_a_module_opaque(tmp_path: Path) -> None:
    assert module(tmp_path, main="").opaque is False
    (tmp_path / "more.tofu").write_text("", encoding="utf-8")
    assert read_module(tmp_path).opaque


def test_a_file_that_cannot_be_parsed_makes_a_module_opaque(tmp_path: Path) -> None:
    assert module(tmp_path, good="a = 1\n", bad="x {\n").opaque


def test_local_modules(tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "main.tf").write_text('output "o" {\n  value = 1\n}\n', encoding="utf-8")
    found = module(
        tmp_path,
        main='module "a" {\n  source = "./child"\n}\nmodule "b" {\n  source = "./missing"\n}\n'
        'module "c" {\n  source = "child"\n}\nmodule "d" {\n  source = "./${var.x}"\n}\n',
    )
    child = found.local_modules["a"]
    assert child is not None
    assert child.files[0].path.name == "main.tf"
    assert found.local_modules["b"] is None
    assert set(found.local_modules) == {"a", "b"}


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    found = module(tmp_path, main='module "a" {\n  source = "./."\n}\n')
    assert found.local_modules["a"] is not None
