"""An error of a stack -> the text that its review holds."""

from __future__ import annotations

import os
from pathlib import Path

from tfgen.errors import InputErrors, TfgenError


def told(error: TfgenError, root: Path) -> str:
    """Everything that an error says, line by line; its places are seen from the project's root."""
    several = error.errors if isinstance(error, InputErrors) else [error]
    return "\n".join(_one(one, root) for one in several)


def _one(error: TfgenError, root: Path) -> str:
    place = str(error.where or "").removeprefix(f"{root}{os.sep}")
    text = f"{place}: {error.message}" if place else error.message
    return f"{text}\n-> {error.hint}" if error.hint else text
