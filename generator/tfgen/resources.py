"""Where the templates and the catalog lie: inside the wheel, or beside the source."""

from __future__ import annotations

from pathlib import Path

from tfgen.errors import MachineError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `templates` or `modules` that came with tfgen; MachineError if it is missing."""
    for parent in (_PACKAGE / "_data", _PACKAGE.parents[1]):
        if (found := parent / name).is_dir():
            return found
    raise MachineError(
        f"this installation of tfgen lacks its {name}",
        hint="install it again: pip install --force-reinstall tfgen-ecs",
    )
