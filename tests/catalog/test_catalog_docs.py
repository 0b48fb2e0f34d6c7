"""`tfgen catalog docs`: the tables of a module's README are what its code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.cli import app

MODULES = Path(__file__).parents[2] / "modules"

README = """\
# queue

## Inputs

out of date

## Outputs

out of date

## Notes

Kept as it is.
"""
VARIABLES = """\
variable "name" {
  description = "Name of <this> queue | or of that."
  type        = string
}

variable "sizes" {
  description = "Sizes."
  type = map(object({
    cpu = number
  }))
  default = {}
}
"""
OUTPUTS = """\
output "arn" {
  description = "ARN of the queue."
  value       = var.name
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "queue"
    folder.mkdir()
    (folder / "README.md").write_text(README)
    (folder / "variables.tf").write_text(VARIABLES)
    (folder / "outputs.tf").write_text(OUTPUTS)
    return folder


def test_the_readmes_of_the_catalog_are_what_its_code_says(capsys) -> None:
    assert app.run(["catalog", "docs", "--check", str(MODULES)]) == 0, capsys.readouterr().out


def test_tables_are_made_and_the_rest_is_kept(module: Path, capsys) -> None:
    assert app.run(["catalog", "docs", str(module.parent)]) == 0
    text = (module / "README.md").read_text()
    assert "| `name` | string | required | Name of \\<this> queue \\| or of that. |\n" in text
    assert "| `sizes` | map(object({ cpu = number })) | `{}` | Sizes. |\n" in text
    assert "| `arn` | ARN of the queue. |\n\n## Notes\n\nKept as it is.\n" in text
    assert "out of date" not in text
    assert app.run(["catalog", "docs", "--check", str(module.parent)]) == 0


def test_check_writes_nothing(module: Path, capsys) -> None:
    assert app.run(["catalog", "docs", "--check", str(module.parent)]) == 1
    assert (module / "README.md").read_text() == README
    assert "tfgen catalog docs" in capsys.readouterr().err


def test_what_is_missing_is_said(module: Path, tmp_path: Path, capsys) -> None:
    (module / "README.md").write_text("# queue\n")
    assert app.run(["catalog", "docs", str(module.parent)]) == 2
    assert "README.md: there is no heading `## Inputs`" in capsys.readouterr().err
    (module / "README.md").unlink()
    assert app.run(["catalog", "docs", str(module.parent)]) == 2
    assert "module queue has no README.md" in capsys.readouterr().err
    empty = tmp_path / "empty"
    empty.mkdir()
    assert app.run(["catalog", "docs", str(empty)]) == 2
    assert "there is no module in" in capsys.readouterr().err
