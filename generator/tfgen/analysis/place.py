"""Where expressions stand: which names they see, and what they are worth there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from tfgen.analysis import codes
from tfgen.analysis.checks import check_reference
from tfgen.analysis.functions import PREFIX
from tfgen.analysis.known import Known
from tfgen.analysis.page import Page
from tfgen.analysis.refs import InvalidReferenceError, Node, node_of
from tfgen.analysis.traversals import NO_NAMES, calls
from tfgen.analysis.values import Names
from tfgen.evaluate.expressions import evaluate
from tfgen.evaluate.problems import ATTRIBUTE, UNKNOWN_FUNCTION, Problem
from tfgen.evaluate.scope import Scope
from tfgen.evaluate.values import DYNAMIC_VALUE, Value, string
from tfgen.hcl.syntax import Constant, Expression, Text

Repetition: TypeAlias = Literal["", "count", "for_each", "any"]
"""Whether `count.index` or `each.key` and `each.value` mean something; `any`: all of them do."""


@dataclass(frozen=True)
class Place:
    """The surroundings of some expressions of one page.

    `self_address` is the kind, type and name of the resource that `self` means; `check` the name of
    the check block around. `given` are variables of which more is known than their type. `user` is
    what the expressions belong to, for the graph of who needs whom.
    """

    known: Known
    page: Page
    repetition: Repetition = ""
    self_address: tuple[str, str, str] | None = None
    check: str = ""
    user: Node = ()
    given: Mapping[str, Value] = field(default_factory=dict)

    def on(self, page: Page) -> Place:
        """The same surroundings on another page."""
        return self if page is self.page else replace(self, page=page)

    def scope(self) -> Scope:
        """A scope for `evaluate`, with a new list of problems."""
        known = self.known
        return Scope(
            known.working_folder,
            self.page.text,
            Names(self),
            functions=known.functions,
            file_paths=known.file_paths,
        )

    def value(self, expression: Expression) -> Value:
        """The value of an expression; all that is wrong is reported.

        One whose references are wrong is not evaluated, as in Terraform.
        """
        if isinstance(expression, Text):
            return string(expression.value)
        if not isinstance(expression, Constant) and not self.sound(expression):
            return DYNAMIC_VALUE
        return self.evaluated(expression)

    def evaluated(self, expression: Expression) -> Value:
        """As `value`, for an expression whose references have been looked at."""
        scope = self.scope()
        value = evaluate(expression, scope)
        self.take(scope.problems)
        return value

    def take(self, found: list[Problem]) -> None:
        """Reports what an evaluation in `scope()` found."""
        for one in found:
            output = self.known.missing_outputs.get((self.page.file.path, one.offset))
            if one.code == ATTRIBUTE and output:
                self.known.report.add(self.page, codes.OUTPUT, one.offset, *output)
            else:
                self.known.report.take(self.page, [one])

    def sound(self, expression: Expression, names: frozenset[str] = NO_NAMES) -> bool:
        """Whether all references in an expression name something; reports those that do not.

        `names` are those that stand for something else here: iterators of `dynamic` blocks.
        """
        good = True
        uses = self.known.uses.setdefault(self.user, {})
        for ref in self.page.references(expression, names):
            if isinstance(ref, InvalidReferenceError):
                remedy = "put text in quotes; for a reference write var.NAME, local.NAME, TYPE.NAME"
                self.report(codes.REFERENCE, ref.offset, ref.message, remedy)
                good = False
            else:
                uses[node_of(ref)] = None
                good &= check_reference(ref, self)
        return self._functions(expression) and good

    def _functions(self, expression: Expression) -> bool:
        if PREFIX not in self.page.text:
            return True
        good = True
        for call in calls(expression):
            provided = "::" in call.name and not call.name.startswith("core::")
            if provided and self.known.functions.lacks(call.name):
                message = f"there is no function {call.name}()"
                remedy = "check the name, and that required_providers lists the provider"
                self.report(UNKNOWN_FUNCTION, call.start, message, remedy)
                good = False
        return good

    def report(self, code: str, offset: int, message: str, remedy: str) -> None:
        """Reports a problem on this page."""
        self.known.report.add(self.page, code, offset, message, remedy)
