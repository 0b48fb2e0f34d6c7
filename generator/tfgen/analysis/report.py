"""Collects problems while a module is walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tfgen.analysis.codes import UNUSED
from tfgen.analysis.page import Page
from tfgen.analysis.problem import Problem
from tfgen.analysis.provider import codes as provider_codes
from tfgen.evaluate import problems

WARNINGS = UNUSED.keys() | provider_codes.WARNINGS.keys()
"""The codes of what Terraform does not refuse."""


@dataclass(frozen=True)
class Report:
    """The problems found so far, each once."""

    _found: dict[Problem, None] = field(default_factory=dict)

    def add(self, page: Page, code: str, offset: int, message: str, remedy: str) -> None:
        """Notes a problem at an offset of a page."""
        path, position = page.place(offset)
        self._found.setdefault(Problem(code, path, position, message, remedy))

    def take(self, page: Page, found: Iterable[problems.Problem]) -> None:
        """Notes what the evaluation of an expression of a page found."""
        for one in found:
            self.add(page, one.code, one.offset, one.message, one.remedy)

    def include(self, other: Report) -> None:
        """Notes all problems of another report."""
        self._found.update(other._found)

    @property
    def has_errors(self) -> bool:
        """Whether there is more than warnings."""
        return any(problem.code not in WARNINGS for problem in self._found)

    def unless_called(self, called: Report) -> Report:
        """The same problems; errors that `called` has not at the same place are those of a root."""
        there = {(one.code, one.path, one.position) for one in called._found}
        return Report(
            {
                one
                if one.code in WARNINGS or (one.code, one.path, one.position) in there
                else replace(one, root_only=True): None
                for one in self._found
            }
        )

    def by_code(self) -> Mapping[str, Sequence[Problem]]:
        """The problems by code, in the order in which they were found."""
        result: dict[str, list[Problem]] = {}
        for problem in self._found:
            result.setdefault(problem.code, []).append(problem)
        return result
