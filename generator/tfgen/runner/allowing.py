"""Which guards may be passed: by the command line, and by a stack's spec."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tfgen.errors import UsageError
from tfgen.review.guards import GUARDS
from tfgen.review.model import Guard
from tfgen.runner.selection import StackFolder


@dataclass(frozen=True)
class Allowed:
    """The guards that may be passed: a code for all stacks, or `CODE:ENV/SERVICE` for one.

    `specs` holds what the specs of stacks allow, by stack.
    """

    names: frozenset[str] = frozenset()
    specs: Mapping[StackFolder, Sequence[str]] = field(default_factory=dict)

    def settle(self, stack: StackFolder, guard: Guard) -> Guard:
        """The guard, blocking unless it is allowed for this stack."""
        return replace(guard, blocking=not self.passes(stack, guard.code))

    def passes(self, stack: StackFolder, code: str) -> bool:
        """Whether a guard may be passed for a stack."""
        return bool({code, f"{code}:{stack.name}"} & self.names) or code in self.specs.get(
            stack, ()
        )


def allowed(
    names: Sequence[str], specs: Mapping[StackFolder, Sequence[str]] | None = None
) -> Allowed:
    """The guards of these names. Raises UsageError for one that does not exist."""
    for name in names:
        code = name.partition(":")[0]
        if code not in CODES:
            near = difflib.get_close_matches(code, CODES, n=1)
            raise UsageError(
                f"there is no guard {code!r}",
                hint=f"did you mean {near[0]}?" if near else f"guards: {', '.join(CODES)}",
            )
    return Allowed(frozenset(names), specs or {})


CODES = tuple(guarding.code for guarding in GUARDS)
"""The codes of all guards."""
