"""A digest of all that a stack is made of: its files, and those that it reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tfgen.runner.reads import Known, targets

_SKIPPED = frozenset({".terraform", ".git", "terraform.tfstate.d"})
_WRITTEN = (".tfstate", ".tfstate.backup", ".tflock.info", ".lock.info", ".terraform.lock.hcl")


def configuration_digest(stack: Path) -> str:
    """The digest of a stack's folder, and every local module and file that it reads.

    The same on every machine: paths count as seen from the stack. What only Terraform can name
    does not count here, nor does a lock file, which `terraform init` may write; state, providers
    and plan file are held to their own versions and digests.
    """
    digest = sha256()
    for path in sorted(_files(stack.resolve())):
        digest.update(f"\0{os.path.relpath(path, stack.resolve())}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(stack: Path) -> set[Path]:
    found: set[Path] = set()
    known = Known()
    todo, seen = [str(stack)], {str(stack)}
    while todo:
        folder = todo.pop()
        found |= set(_below(Path(folder)))
        for read in known[folder].found:
            for path in targets(read, folder, str(stack)):
                if path not in seen:
                    seen.add(path)
                    todo.append(path)
    return found


def _below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        files = (Path(folder, name) for name in names if not name.endswith(_WRITTEN))
        yield from (file for file in files if file.is_file())
