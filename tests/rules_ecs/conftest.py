"""HCL that says itself where the rules about ECS find something."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tfgen.hcl.parse import read_module
from tfgen.rules.ecs import RULES
from tfgen.rules.frame import Finding, Subject
from tfgen.view.build import view

_FILE = re.compile(r"^# file: (.+)\n", re.MULTILINE)
_MARK = re.compile(r"#!((?: TFG\d+)+)")


def _found_in(folder: Path) -> list[Finding]:
    # As if the provider's own checks had found nothing.
    subject = cast(Subject, SimpleNamespace(view=view(read_module(folder)), analysis={}))
    return [finding for rule in RULES for finding in rule.check(subject)]


@pytest.fixture
def found_in() -> Callable[[Path], list[Finding]]:
    """What the rules about ECS find in the module of a folder."""
    return _found_in


@pytest.fixture
def agree(tmp_path: Path) -> Callable[[str], list[Finding]]:
    """Checks that the codes found are those in comments `#! TFG501 …` on the lines, and no others.

    `text` is main.tf; after a line `# file: NAME` it goes on in that file.
    """

    def agreeing(text: str) -> list[Finding]:
        folder = tmp_path / "stack"
        first, *others = _FILE.split(text)
        expected: set[tuple[str, int, str]] = set()
        for name, content in [("main.tf", first), *zip(others[::2], others[1::2], strict=True)]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            for number, line in enumerate(content.splitlines(), 1):
                mark = _MARK.search(line)
                expected |= {(name, number, code) for code in mark[1].split()} if mark else set()
        found = _found_in(folder)
        assert {
            (each.path.relative_to(folder).as_posix(), each.line, each.code) for each in found
        } == expected
        return found

    return agreeing
