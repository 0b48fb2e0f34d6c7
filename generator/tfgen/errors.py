"""The errors that tfgen raises on purpose, and the exit code of each kind.

Every message says what happened; `where` says in which file and line, `hint` what to do next.
`cli/` is the only place that prints them; anything that is not a `TfgenError` is a bug in tfgen
(exit code 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Where:
    """A place in a file; `line` and `column` count from 1."""

    path: Path
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`path:line:column`, as editors and terminals turn into a link."""
        numbers = [str(n) for n in (self.line, self.column) if n is not None]
        return ":".join([str(self.path), *numbers])


class TfgenError(Exception):
    """Base of all foreseen errors: a message, where it happened, and the next command to try."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", where: Where | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel from the processes that render many stacks at once.
        return _rebuilt, (type(self), self.message, self.hint, self.where)


def _rebuilt(kind: type[TfgenError], message: str, hint: str, where: Where | None) -> TfgenError:
    return kind(message, hint=hint, where=where)


class UsageError(TfgenError):
    """The command line asks for something that does not exist or does not fit (exit 2)."""


class InputError(TfgenError):
    """A file that tfgen reads is wrong (exit 2)."""


class MachineError(TfgenError):
    """The machine lacks something: Terraform, a provider, disk space, credentials (exit 2)."""


class FailedError(TfgenError):
    """The work was understood and started, and a step of it failed (exit 1)."""

    exit_code = 1


class InputErrors(InputError):
    """Several wrong places of the input, reported together so that one run shows them all."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors

    def __reduce__(self) -> tuple[object, ...]:
        return InputErrors, (self.errors,)
