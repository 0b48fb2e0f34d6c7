"""What the files of a folder declare, and what they refer to."""

from __future__ import annotations

from pathlib import Path

from tfgen.hcl.module import Module
from tfgen.hcl.parse import read_module


def module(folder: Path, **files: str) -> Module:
    """The module of a folder with these files: name without `.tf` -> text."""
    for name, text in files.items():
        (folder / f"{name}.tf").write_text(text, encoding="utf-8")
    return read_module(folder)


def addresses(found: Module) -> list[str]:
    return [".".join((use.kind, *use.address)) for use in found.uses]


def test_declarations(tmp_path: Path) -> None:
    found = module(
        tmp_path,
        main='variable "a" {}\nvariable "b" {\n  default = null\n}\n'
        "locals {\n  c = 1\n}\nlocals {\n  d = 1\n}\n"
        'resource "x" "y" {}\ndata "x" "z" {}\noutput "o" {\n  value = 1\n}\n'
        'check "k" {\n  data "x" "in_check" {}\n}\n'
        'provider "p" {}\nprovider "p" {\n  alias = "q"\n}\n',
        more='module "m" {\n  source = "example/m"\n}\n'
        "terraform {\n  required_providers {\n"
        '    r = { source = "e/r", configuration_aliases = [r.s, r.t] }\n  }\n}\n',
    )
    assert found.variables == {"a": True, "b": False}
    assert found.locals == {"c", "d"}
    assert found.declared("resource") == {("x", "y")}
    assert found.data_sources == {("x", "z"), ("x", "in_check")}
    assert found.outputs == {"o"}
    assert found.modules == {"m"}
    assert found.passed_aliases == {("r", "s"), ("r", "t")}
    assert found.provider_aliases == {("p", "q"), ("r", "s"), ("r", "t")}
    assert not found.opaque


def test_an_override_file_may_give_the_default(tmp_path: Path) -> None:
    found = module(tmp_path, a='variable "a" {}\n', a_override='variable "a" {\n  default = 1\n}\n')
    assert found.variables == {"a": False}


def test_uses(tmp_path: Path) -> None:
    found = module(
        tmp_path,
        main="locals {\n  a = [var.v, local.l, module.m.out, data.d.e.f, x.y.z, ephemeral.g.h.i]\n"
        "  b = [each.key, count.index, self.id, path.module, terraform.workspace]\n"
        "  c = [resource.x.q.z, module.m[0].out, x.w[*].id]\n}\n",
    )
    assert addresses(found) == [
        "var.v", "local.l", "module.m", "data.d.e", "resource.x.y", "ephemeral.g.h",
        "resource.x.q", "module.m", "resource.x.w",
    ]  # fmt: skip
    assert [use.rest for use in found.uses if use.kind == "module"] == [("out",), ("out",)]


def test_what_is_no_use(tmp_path: Path) -> None:
    found = module(
        tmp_path,
        main='resource "a" "b" {\n'
        "  provider = aws.x\n"
        '  dynamic "setting" {\n    for_each = var.used\n'
        "    content {\n      name = setting.value.name\n    }\n  }\n"
        '  dynamic "other" {\n    iterator = it\n    for_each = []\n'
        "    content {\n      name = it.value.name\n    }\n  }\n"
        "  lifecycle {\n    ignore_changes = [tags.a, b.c]\n  }\n}\n"
        'variable "v" {\n  type = object({ a = optional(string) })\n}\n'
        "moved {\n  from = a.gone\n  to = a.b\n}\n"
        'import {\n  to = a.new\n  id = "1"\n}\n'
        "removed {\n  from = a.gone\n}\n"
        'module "m" {\n  source = "e/m"\n  providers = {\n    aws = aws.y\n  }\n}\n'
        "terraform {\n  required_providers {\n"
        "    aws = { configuration_aliases = [aws.x] }\n  }\n}\n",
    )
    assert addresses(found) == ["var.used"]


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
    assert child.outputs == {"o"}
    assert found.local_modules["b"] is None
    assert set(found.local_modules) == {"a", "b"}


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    found = module(tmp_path, main='module "a" {\n  source = "./."\n}\n')
    assert found.local_modules["a"] is not None
