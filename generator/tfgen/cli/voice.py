"""What Terraform says while it changes things, as people may see it."""

from __future__ import annotations

import os
from collections.abc import Callable

_OUTPUTS = "Outputs:"


def hide(text: str) -> str:
    """A text without what looks secret in it, here or in the process's environment."""
    from tfgen.review.mask import of_environment

    return of_environment(os.environ).hide(text)


class Voice:
    """Says lines as they come, masked; outputs, whose names stand on lines of their own, whole."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._outputs: list[str] = []

    def say(self, text: str) -> None:
        """A line, or a whole text."""
        if self._outputs or text.startswith(_OUTPUTS):
            self._outputs.append(text)
        else:
            self._tell(text)

    def end(self) -> None:
        """Nothing more comes."""
        outputs, self._outputs = self._outputs, []
        if outputs:
            self._tell("\n".join(outputs))

    def _tell(self, text: str) -> None:
        from tfgen.report.plan_text import plain

        self._say("\n".join(map(plain, hide(text).split("\n"))))
