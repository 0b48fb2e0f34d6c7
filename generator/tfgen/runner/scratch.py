"""Places for what one run needs alone; what runs that were killed have left there is swept away.

Plans and copies of a repository hold secrets: they stay no longer than until the next run.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfgen.private_files import private_folder


@contextmanager
def scratch_folder(base: Path, name: str) -> Iterator[Path]:
    """A folder of mode 0700 below `base` until the end of the block."""
    ours = re.compile(rf"{re.escape(name)}-(\d+)-.+")
    for path in private_folder(base).glob(f"{name}-*"):
        found = ours.fullmatch(path.name)
        if found and not _runs(int(found[1])):
            shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-{os.getpid()}-", dir=base) as made:
        yield Path(made).resolve()


def scratch_plan(folder: Path, environment: str, service: str) -> Path:
    """A place below `folder` for a plan of a stack that nobody else would apply, or delete."""
    ours = re.compile(rf"{re.escape(service)}\.(\d+)-[0-9a-f]+\.tfplan")
    for path in (folder / environment).glob("*.tfplan"):
        found = ours.fullmatch(path.name)
        if found and not _runs(int(found[1])):
            path.unlink(missing_ok=True)
    name = f"{service}.{os.getpid()}-{secrets.token_hex(4)}.tfplan"
    return folder / environment / name


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
