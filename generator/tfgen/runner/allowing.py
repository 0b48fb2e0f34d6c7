"""Which guards may be passed: by the command line, and by a stack's spec."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tfgen.errors import UsageError
from tfgen.project import Project
from tfgen.review.guards import GUARDS
from tfgen.review.model import Guard
from tfgen.runner.selection import StackFolder


@dataclass(frozen=True)
class Allowed:
    """The guards that may be passed: a code for all stacks, or `CODE:ENV/SERVICE` for one.

    `of_spec` tells what the spec of a stack allows, asked only where a guard finds something:
    to read specs takes time.
    """

    names: frozenset[str] = frozenset()
    of_spec: Callable[[StackFolder], Sequence[str]] = lambda _: ()

    def settle(self, stack: StackFolder, guard: Guard) -> Guard:
        """The guard, blocking unless it is allowed for this stack."""
        return replace(guard, blocking=not self.passes(stack, guard.code))

    def passes(self, stack: StackFolder, code: str) -> bool:
        """Whether a guard may be passed for a stack."""
        return bool({code, f"{code}:{stack.name}"} & self.names) or code in self.of_spec(stack)


def allowed(names: Sequence[str], project: Project) -> Allowed:
    """The guards of these names, and of a project's specs.

    Raises UsageError for a name that does not exist.
    """
    for name in names:
        code = name.partition(":")[0]
        if code not in CODES:
            near = difflib.get_close_matches(code, CODES, n=1)
            raise UsageError(
                f"there is no guard {code!r}",
                hint=f"did you mean {near[0]}?" if near else f"guards: {', '.join(CODES)}",
            )

    def of_spec(stack: StackFolder) -> Sequence[str]:
        from tfgen.runner.choice import declared

        return declared(project, (stack,)).allowed.get(stack, ())

    return Allowed(frozenset(names), of_spec)


CODES = tuple(guarding.code for guarding in GUARDS)
"""The codes of all guards."""
