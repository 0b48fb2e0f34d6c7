"""Collects problems while a module is walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tfgen.analysis.page import Page
from tfgen.analysis.problem import Problem
from tfgen.evaluate import problems


@dataclass(frozen=True)
class Report:
    """The problems found so far, each once."""

    _found: dict[Problem, None] = field(default_factory=dict)

    def add(self, page: Page, code: str, offset: int, message: str, remedy: str = "") -> None:
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

    def by_code(self) -> Mapping[str, Sequence[Problem]]:
        """The problems by code, in the order in which they were found."""
        result: dict[str, list[Problem]] = {}
        for problem in self._found:
            result.setdefault(problem.code, []).append(problem)
        return result
