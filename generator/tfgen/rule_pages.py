"""The page of each rule: why it exists, an example that fails and one that passes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tfgen import resources
from tfgen.errors import MachineError


def text(code: str) -> str:
    """The page of the rule `code`, in Markdown.

    Raises MachineError where this installation lacks it.
    """
    path = _folder() / f"{code}.md"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise MachineError(
            f"this installation of tfgen lacks the page of {code}: {error.strerror}",
            hint="install it again: pip install --force-reinstall tfgen-ecs",
        ) from error


def texts() -> Mapping[str, str]:
    """All pages by code; none where this installation has no pages."""
    try:
        folder = _folder()
    except MachineError:
        return {}
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("TFG*.md"))}


def _folder() -> Path:
    return resources.folder("docs/rules")
