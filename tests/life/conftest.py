"""A repository whose stacks can live in the sandbox."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_LIFECYCLE = re.compile(r'^resource "aws_s3_bucket_lifecycle_configuration".*?^}\n', re.M | re.S)


@pytest.fixture
def quick(repository):
    """The repository, with a catalog whose buckets expire nothing.

    The provider waits 55 s for the expiry rules of a new bucket, whatever answers it. The tests of
    this folder that are about something else do without; `test_rehearse.py` has the real catalog.
    """
    (repository.root / "modules").unlink()
    ignored = shutil.ignore_patterns(".terraform*")
    shutil.copytree(ROOT / "modules", repository.root / "modules", ignore=ignored)
    path = repository.root / "modules" / "artifact-store" / "main.tf"
    text, count = _LIFECYCLE.subn("", path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")
    return repository
