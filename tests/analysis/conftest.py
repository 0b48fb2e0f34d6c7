"""A module as text, and what the analysis finds in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tfgen.analysis.walk import analyse
from tfgen.hcl.reader import Reader
from tfgen.provider_schema.lookup import Catalog

_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
Found = list[tuple[str, str, int]]
"""Code, file and line of each problem."""


@pytest.fixture
def analysed(tmp_path: Path) -> Callable[[str], Found]:
    """Analyses main.tf, and after each line `# file: NAME` that file; unused names do not count."""

    def run(text: str, *, unused: bool = False) -> Found:
        first, *others = _FILE.split(text)
        for name, content in [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        (module,) = Reader().modules([tmp_path])
        problems = analyse(module, Catalog({}).schemas({}, {}))
        return sorted(
            (code, os.path.relpath(one.path, tmp_path), one.position.line)
            for code, found in problems.items()
            for one in found
            if unused or not code.startswith("TFG12")
        )

    return run
