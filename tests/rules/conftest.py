"""A folder of `.tf` files, and what the rules find in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.rules.frame import Finding
from tfgen.validation import validate

_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)


def write_files(folder: Path, text: str) -> None:
    """Writes `text` to main.tf; after a line `# file: NAME` it goes on in that file."""
    first, *others = _FILE.split(text)
    for name, content in [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")


@pytest.fixture
def files(tmp_path: Path) -> Callable[[str], Path]:
    """Writes files as `write_files` does, into a new folder that it gives back."""

    def write(text: str) -> Path:
        folder = tmp_path / "stack"
        write_files(folder, text)
        return folder

    return write


@pytest.fixture
def find(files: Callable[[str], Path]) -> Callable[[str], list[Finding]]:
    """The findings in such files, judged without Terraform."""

    def run(text: str) -> list[Finding]:
        folder = files(text)
        return list(validate([folder], terraform="", root=folder))

    return run


@pytest.fixture
def errors(find: Callable[[str], list[Finding]]) -> Callable[[str], list[Finding]]:
    """The findings in such files that are errors: small examples leave much unused."""
    return lambda text: [finding for finding in find(text) if finding.severity == "error"]
