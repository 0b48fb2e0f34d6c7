"""A rehearsal is a script: named acts, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tfgen.rehearsal.stage import Stage

# Does something and checks the outcome. Gives one line about what it saw, and raises FailedError
# where it saw something else.
Act = Callable[[Stage], str]
Script = Sequence[tuple[str, Act]]
