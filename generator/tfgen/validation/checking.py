"""One module -> its findings, and the facts that it may share with no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tfgen.analysis.go_versions import Release
from tfgen.evaluate.looked_at import looking
from tfgen.hcl.module import Module
from tfgen.hcl.reader import calls
from tfgen.provider_schema.lookup import Catalog, Schemas
from tfgen.provider_schema.sources import locked, requirements
from tfgen.rules import ACROSS, RULES
from tfgen.rules.files.unused_suppression import unused
from tfgen.rules.frame import Finding, Subject
from tfgen.rules.suppression import without_suppressed
from tfgen.validation.rows import Row, row

_Key: TypeAlias = tuple[str, Path, int, int, str]
_CODES = {rule.code for rule in RULES} | {rule.code for rule in ACROSS}


@dataclass(frozen=True)
class Checked:
    """What was found in the module of one folder.

    `root_only` are errors that are none where another module calls this one.
    `facts` are what only one stack may say: a key, and the row of what to report where another
    says it too.
    `calls` are the folders of the local modules that it calls, `modules` those and what they call
    in turn; `looked_at` are other files that were read, or looked for. `settled`: nothing of it
    hangs on what Terraform says of the syntax.
    """

    folder: Path
    findings: tuple[Finding, ...]
    root_only: tuple[Finding, ...]
    facts: tuple[tuple[tuple[str, ...], Row], ...]
    calls: tuple[Path, ...]
    modules: tuple[Path, ...] = ()
    looked_at: tuple[Path, ...] = ()
    settled: bool = True


class Checker:
    """Applies the rules to modules; what they share is looked up once."""

    def __init__(self, release: Release | None = None) -> None:
        """`release` is that of the Terraform which would run the modules, where it is known."""
        self._release = release
        self._catalog = Catalog.of()
        self._schemas: dict[object, Schemas] = {}

    def check(self, module: Module) -> Checked:
        """What the rules find in a module."""
        subject = Subject(module, self._schemas_of(module), self._release)
        with looking() as seen:
            found = [finding for rule in RULES for finding in rule.check(subject)]
            facts = [
                ((rule.code, *fact.key), rule.finding(fact))
                for rule in ACROSS
                for fact in rule.facts(subject)
            ]
        everything = [*found, *(finding for _, finding in facts)]
        found += unused(everything, module, _CODES)
        told = set(without_suppressed((finding for _, finding in facts), module.files))
        shown = tuple(without_suppressed(found, module.files))
        of_roots = set(_of_roots(subject))
        return Checked(
            module.folder,
            tuple(one for one in shown if _key(one) not in of_roots),
            tuple(one for one in shown if _key(one) in of_roots),
            tuple((key, row(module.folder, one)) for key, one in facts if one in told),
            calls(module),
            tuple(sorted(_below(module))),
            tuple(sorted(seen)),
            settled=all(file.body is not None for file in module.files),
        )

    def _schemas_of(self, module: Module) -> Schemas:
        """The schemas of the providers that a module requires; the same for the same needs."""
        required, lock = requirements(module), locked(module.folder)
        key = (tuple(sorted(required.items())), tuple(sorted(lock.items())))
        if key not in self._schemas:
            self._schemas[key] = self._catalog.schemas(required, lock)
        return self._schemas[key]


def _of_roots(subject: Subject) -> Iterator[_Key]:
    """The problems that are none in a module that another one calls."""
    for problems in subject.analysis.values():
        for one in problems:
            if one.root_only:
                yield one.code, one.path, one.position.line, one.position.column, one.message


def _key(one: Finding) -> _Key:
    return one.code, one.path, one.line, one.column, one.message


def _below(module: Module) -> set[Path]:
    """The folders of the local modules that a module calls, and of those that they call."""
    found = set(calls(module))
    for called in module.local_modules.values():
        if called is not None:
            found |= _below(called)
    return found
