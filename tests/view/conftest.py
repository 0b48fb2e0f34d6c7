"""A module from text, and what the view says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.hcl.parse import read_module
from tfgen.view.build import ModuleView, view

_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[str], ModuleView]:
    """The view of a module: `text` is main.tf; after a line `# file: NAME` it goes on there."""

    def looking(text: str) -> ModuleView:
        folder = tmp_path / "stack"
        first, *others = _FILE.split(text)
        for name, content in [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return view(read_module(folder))

    return looking
