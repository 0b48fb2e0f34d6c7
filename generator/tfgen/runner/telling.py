"""What fails in a stack, told without secrets, and as the text that its review holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfgen.errors import InputErrors, TfgenError
from tfgen.review.mask import Mask
from tfgen.writer import disk_error


@contextmanager
def masked(mask: Mask) -> Iterator[None]:
    """Hides secrets in what fails within the block; a disk that fails is a MachineError."""
    try:
        yield
    except TfgenError as error:
        error.message = mask.hide(error.message)
        error.hint = mask.hide(error.hint)
        raise
    except OSError as error:
        raise disk_error(error) from error


def told(error: TfgenError, root: Path) -> str:
    """Everything that an error says, line by line; its places are seen from the project's root."""
    several = error.errors if isinstance(error, InputErrors) else [error]
    return "\n".join(_one(one, root) for one in several)


def _one(error: TfgenError, root: Path) -> str:
    place = str(error.where or "").removeprefix(f"{root}{os.sep}")
    text = f"{place}: {error.message}" if place else error.message
    return f"{text}\n-> {error.hint}" if error.hint else text
