"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from tfgen.hcl.model import Position
from tfgen.hcl.module import Module

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
class Rule:
    """A check of one module, with a code that never changes its meaning.

    Codes: TFG0xx about the files themselves, TFG1xx about names that are not declared, TFG2xx
    about calls of modules. `check` is a pure function.
    """

    code: str
    title: str
    severity: Severity
    check: Callable[[Module], Iterable[Finding]]

    def finding(self, path: Path, place: Position, message: str, remedy: str) -> Finding:
        """What this rule finds at `place` of the file `path`."""
        return Finding(self.code, self.severity, path, place.line, place.column, message, remedy)


def nearest(name: str, known: Iterable[str]) -> str:
    """The name among `known` that `name` was likely meant to be; empty when none is near."""
    return next(iter(get_close_matches(name, sorted(known), n=1)), "")


def declare_or_rename(kind: str, name: str, known: Iterable[str], prefix: str = "") -> str:
    """The remedy for a name that is not declared: the nearest one, or how to declare it.

    `prefix` stands before each name in an expression, as `var.` does.
    """
    close = nearest(name, known)
    if close:
        return f"did you mean {prefix}{close}? if not, declare {kind} `{name}`"
    return f"declare {kind} `{name}`, or correct the name"
