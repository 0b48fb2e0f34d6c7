"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tfgen.hcl.lines import Position
from tfgen.hcl.module import Module

if TYPE_CHECKING:
    from tfgen.analysis.go_versions import Release
    from tfgen.analysis.problem import Problem
    from tfgen.provider_schema.lookup import Schemas
    from tfgen.view.model import View

Severity = Literal["error", "warning", "notice"]
"""`error`: Terraform refuses it; `warning`: it works and will hurt; `notice`: worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong at one place. Line and column count from 1."""

    code: str
    severity: Severity
    path: Path
    line: int
    column: int
    message: str
    remedy: str


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: one module, and what can be known about it.

    What is costly is computed when a rule first asks, once for all rules.
    """

    module: Module
    schemas: Schemas
    release: Release | None = None
    """Of the Terraform that would run the module, where it is known."""

    @cached_property
    def analysis(self) -> Mapping[str, Sequence[Problem]]:
        """What Terraform itself would refuse or complain of, by code."""
        from tfgen.analysis.walk import analyse

        return analyse(self.module, self.schemas, self.release)

    @cached_property
    def view(self) -> View:
        """What the resources say, with constants, locals and defaults put in."""
        from tfgen.view.build import view

        return view(self.module)


@dataclass(frozen=True)
class Fact:
    """Something that only one stack may say, such as a priority on a listener.

    `key` is what must be unique, `words` tell what it is.
    """

    key: tuple[str, ...]
    words: str
    path: Path
    line: int
    column: int


@dataclass(frozen=True)
class Rule:
    """A check of one module, with a code that never changes its meaning.

    Codes: TFG0xx the files themselves, 1xx names, 2xx calls of modules, 3xx expressions, 4xx the
    provider's schema, 5xx services and deployments, 6xx task definitions, 7xx pipelines,
    8xx safety, 9xx across stacks. `check` is a pure function.
    """

    code: str
    title: str
    severity: Severity
    check: Callable[[Subject], Iterable[Finding]]

    def finding(self, path: Path, place: Position, message: str, remedy: str) -> Finding:
        """What this rule finds at `place` of the file `path`."""
        return Finding(self.code, self.severity, path, place.line, place.column, message, remedy)


@dataclass(frozen=True)
class AcrossRule:
    """A rule about several stacks: no two of them may say what has the same key."""

    code: str
    title: str
    severity: Severity
    facts: Callable[[Subject], Iterable[Fact]]
    remedy: str

    def finding(self, fact: Fact) -> Finding:
        """What to report at the place of a fact that another stack says too."""
        place = fact.path, fact.line, fact.column
        return Finding(self.code, self.severity, *place, fact.words, self.remedy)


def analysed(code: str, title: str, severity: Severity = "error") -> Rule:
    """A rule that reports what the analysis found under its code."""

    def check(subject: Subject) -> Iterator[Finding]:
        for found in subject.analysis.get(code, ()):
            yield rule.finding(found.path, found.position, found.message, found.remedy)

    rule = Rule(code, title, severity, check)
    return rule
