"""What the rules TFG7xx, TFG8xx and TFG9xx find in some files, and pipelines to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tfgen.hcl.parse import read_module
from tfgen.provider_schema.lookup import Catalog
from tfgen.rules import ACROSS, pipeline, safety
from tfgen.rules.frame import Fact, Finding, Subject

_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
Find = Callable[..., list[Finding]]


def write_files(folder: Path, text: str) -> Path:
    """Writes `text` to main.tf; after a line `# file: NAME` it goes on in that file."""
    first, *others = _FILE.split(text)
    for name, content in [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def subject(folder: Path) -> Subject:
    """What the rules look at."""
    return Subject(read_module(folder), Catalog.of().schemas({}, {}))


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """What the rules of pipelines and safety find; only those of the codes that are named."""

    def run(text: str, *codes: str) -> list[Finding]:
        looked_at = subject(write_files(tmp_path / "module", text))
        rules = [one for one in (*pipeline.RULES, *safety.RULES) if not codes or one.code in codes]
        return [finding for rule in rules for finding in rule.check(looked_at)]

    return run


@pytest.fixture
def clashes(tmp_path: Path) -> Callable[[dict[str, str]], list[str]]:
    """The codes of the facts that two of some stacks (path to main.tf) state."""

    def run(stacks: dict[str, str]) -> list[str]:
        stated: dict[tuple[str, ...], set[Path]] = {}
        for path, text in stacks.items():
            folder = write_files(tmp_path / path, text)
            for code, fact in _facts(subject(folder)):
                assert fact.path.parent == folder
                stated.setdefault((code, *fact.key), set()).add(folder)
        return sorted({key[0] for key, folders in stated.items() if len(folders) > 1})

    return run


def _facts(looked_at: Subject) -> Iterable[tuple[str, Fact]]:
    return ((rule.code, fact) for rule in ACROSS for fact in rule.facts(looked_at))


@pytest.fixture(scope="session")
def action() -> Callable[..., str]:
    """The text of an action; `configuration` is HCL, artifacts are names with spaces between."""

    def write(
        category: str,
        provider: str,
        configuration: str = "",
        inputs: str = "",
        outputs: str = "",
        more: str = "",
        name: str = "",
        owner: str = "AWS",
    ) -> str:
        lines = [
            f'name = "{name or provider}"',
            f'category = "{category}"',
            f'owner = "{owner}"',
            f'provider = "{provider}"',
            *([] if "version" in more else ['version = "1"']),
            *([f"input_artifacts = {_names(inputs)}"] if inputs else []),
            *([f"output_artifacts = {_names(outputs)}"] if outputs else []),
            *([f"configuration = {{\n{configuration}\n}}"] if configuration else []),
            more,
        ]
        return "action {\n" + "\n".join(lines) + "\n}\n"

    return write


def _names(artifacts: str) -> str:
    return "[" + ", ".join(f'"{name}"' for name in artifacts.split()) + "]"


@pytest.fixture(scope="session")
def stages() -> Callable[..., str]:
    """The text of a pipeline of stages, each a list of actions; `more` stands in the pipeline."""

    def write(*stages: list[str], more: str = "", role: str = '"arn"') -> str:
        blocks = "".join(
            f'stage {{\nname = "S{number}"\n{"".join(actions)}}}\n'
            for number, actions in enumerate(stages)
        )
        head = f'resource "aws_codepipeline" "this" {{\nname = "web"\nrole_arn = {role}\n{more}\n'
        store = 'artifact_store {\ntype = "S3"\nlocation = "b"\n}\n'
        return f"{head}{store}{blocks}}}\n"

    return write
