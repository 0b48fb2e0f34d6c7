"""A finding to put through what comes after the rules, and folders to validate."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.cli import app
from tfgen.rules.frame import Finding


@pytest.fixture(scope="session")
def finding() -> Callable[..., Finding]:
    """Makes a finding; what is not given is that of an undeclared variable."""

    def make(line: int = 2, column: int = 7, **changes: object) -> Finding:
        values: dict[str, object] = {
            "code": "TFG101",
            "severity": "error",
            "path": Path("stacks/main.tf"),
            "line": line,
            "column": column,
            "message": "the variable `x` is not declared",
            "remedy": "declare it",
        }
        return Finding(**(values | changes))

    return make


class Folder:
    """A folder of Terraform code, and `tfgen validate` in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
        return target

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def validate(self, *arguments: str, folder: str = ".") -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        before = Path.cwd()
        os.chdir(self.root / folder)
        try:
            code = app.run(["validate", *arguments])
        finally:
            os.chdir(before)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    """An empty folder."""
    root = tmp_path / "code"
    root.mkdir()
    return Folder(root, capsys)
