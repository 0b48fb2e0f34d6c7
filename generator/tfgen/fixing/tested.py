"""What the files of `terraform test` name: a fix leaves those files as they are.

https://developer.hashicorp.com/terraform/language/files/tests
"""

from __future__ import annotations

import re
from pathlib import Path

_FOLDERS = ("", "tests/", "tests/*/")
_NAMES = ("*.tftest.hcl", "*.tftest.json", "*.tfmock.hcl", "*.tfmock.json")


def is_tested(folder: Path, block_type: str) -> bool:
    """Whether a test of the module in `folder` names a type: in an address, or to mock it.

    The tests of a folder above may run the module or look into it, so theirs count, too.
    """
    word = re.compile(rf"\b{block_type}\b".encode())
    files = (
        path
        for above in (folder, *folder.parents)
        for inner in _FOLDERS
        for name in _NAMES
        for path in above.glob(f"{inner}{name}")
    )
    return any(_holds(path, word) for path in files)


def _holds(path: Path, word: re.Pattern[bytes]) -> bool:
    """Whether a file may hold the word: one that cannot be read may."""
    try:
        return not path.is_file() or word.search(path.read_bytes()) is not None
    except OSError:
        return True
