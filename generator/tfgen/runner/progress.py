"""What a run over stacks tells while it goes on; every text is masked."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Somebody who is told; called from several threads."""

    def phase(self, stack: str, what: str) -> None:
        """A stack begins with something: `initialising`, `planning`."""

    def ended(self, stack: str, result: str, seconds: float, log: str = "") -> None:
        """A stack is done; `log` is what Terraform said of it."""

    def note(self, text: str) -> None:
        """Something worth knowing beside."""
