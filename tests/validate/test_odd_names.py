"""Names that are no UTF-8, and a terminal that knows few letters, cost nothing but a spelling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = 'locals {\n  a = local.x\n  ü = "ü"\n}\n'


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    for name in (b"\xff.tf", b"d\xe9/main.tf", "größe…/main.tf".encode()):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
@pytest.mark.parametrize("output", ["text", "json", "sarif", "junit", "github"])
def test_every_finding_is_shown(odd: Path, output: str, encoding: str) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": encoding, "XDG_CACHE_HOME": str(odd / ".cache")}
    command = [sys.executable, "-m", "tfgen", "validate", "--select=TFG102", "--format", output]
    for _ in range(2):  # the second time from the cache
        done = subprocess.run(command, cwd=odd, env=environ, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        # Typer takes ASCII for a mistake, and writes UTF-8.
        text = done.stdout.decode(encoding, "replace")
        assert text.count("is not declared") >= 3
        if output == "json":
            assert len(json.loads(text)["findings"]) == 3
