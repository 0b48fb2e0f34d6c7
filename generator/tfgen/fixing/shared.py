"""Files with several names: a change in one module would be a change in another, unseen."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def shared(folders: Iterable[Path]) -> frozenset[Path]:
    """The `.tf` files of `folders` that are links, or that one of these links leads to."""
    paths = [path for folder in folders for path in folder.glob("*.tf")]
    # Unlike Path.resolve, it takes links that go in a circle.
    real = {path: os.path.realpath(path) for path in paths}
    targets = {real[path] for path in paths if path.is_symlink()}
    return frozenset(path for path in paths if real[path] in targets or path.lstat().st_nlink > 1)
