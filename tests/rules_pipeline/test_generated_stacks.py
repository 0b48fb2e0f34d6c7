"""The rules find nothing in what tfgen generates, nor in the catalog."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tfgen.hcl.parse import read_module
from tfgen.provider_schema.lookup import Catalog
from tfgen.rules import pipeline, safety
from tfgen.rules.frame import Subject
from tfgen.rules.pipeline.documents import documents

ROOT = Path(__file__).resolve().parents[2]
STACKS = sorted(path.name for path in (ROOT / "tests/golden/stacks/golden").iterdir())
MODULES = sorted(path.name for path in (ROOT / "modules").iterdir() if path.is_dir())


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden stacks beside the catalog that they call."""
    home = tmp_path_factory.mktemp("generated")
    shutil.copytree(ROOT / "tests/golden/stacks", home / "stacks")
    shutil.copytree(ROOT / "modules", home / "modules")
    return home


def of(folder: Path) -> Subject:
    return Subject(read_module(folder), Catalog.of().schemas({}, {}))


@pytest.mark.parametrize(
    "folder",
    [*(f"stacks/golden/{name}" for name in STACKS), *(f"modules/{name}" for name in MODULES)],
)
def test_nothing_is_found(folder: str, home: Path) -> None:
    looked_at = of(home / folder)
    rules = (*pipeline.RULES, *safety.RULES)
    assert [finding for rule in rules for finding in rule.check(looked_at)] == []


def test_the_templates_of_a_stack_are_looked_at(home: Path) -> None:
    found = documents(of(home / "stacks/golden/blue-green"))
    assert len(found.task_definitions) == len(found.appspecs) == 1
