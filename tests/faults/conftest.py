from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import Checkout

from tfgen.sandbox import lifecycle
from tfgen.sandbox.lifecycle import Sandbox


@pytest.fixture(scope="session")
def aws() -> Iterator[Sandbox]:
    with lifecycle.private("123456789012", "us-east-1") as sandbox:
        yield sandbox


@pytest.fixture
def checkout(tmp_path: Path, aws: Sandbox) -> Checkout:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GITHUB_", "TFGEN_", "AWS_"))
    }
    environ = {**kept, **aws.environ(), "PYTHONPATH": os.pathsep.join(sys.path)}
    return Checkout(tmp_path / 'it\'s "$HOME" `at` 5% é' / "infra", environ)
