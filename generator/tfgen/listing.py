"""The files in a folder that people mean, without what editors leave beside them."""

from __future__ import annotations

from pathlib import Path


def files(folder: Path, pattern: str) -> list[Path]:
    """The regular files in `folder` that match `pattern`, in order; hidden ones are left out.

    Emacs, for one, keeps a dangling link `.#web.yaml` beside a file with unsaved changes.
    """
    found = (path for path in folder.glob(pattern) if path.is_file())
    return sorted(path for path in found if not path.name.startswith("."))
