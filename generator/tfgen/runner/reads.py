"""What a folder of Terraform files reads: the modules that it calls, and other files.

A scan of the text: two thousand stacks have to be looked at in a second. What it takes too much
costs a plan too many. Where an expression names the file, Terraform alone can tell which, and any
change counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tfgen.hcl.scan import scan

_CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
# A local path in quotes, whatever it is for: the source of a module, a file, a program. Each begins
# with letters that `re` can look for before it tries the rest: forty times faster than one pattern.
_PATHS = (
    re.compile(r'"(\.{1,2}/(?:[^"\\]|\\.)*)"'),
    re.compile(r'"(\$\{\s*path\.(?:module|root|cwd)\s*\}(?:[^"\\]|\\.)*)"'),
)
# `file`, `filebase64`, `templatefile`, and what only ends like them: more, never less.
_READER = re.compile(r"file(?!exists)\w*\s*\(\s*")
_WORD = re.compile(r"[\w:-]+\Z")
# The scan writes `core::` as `core__`.
_PREFIXES = frozenset({"template", "core__", "core__template"})
_LONGEST_PREFIX = 40
_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"\s*[,)]')
_ROOTED = re.compile(r"^\$\{\s*path\.(module|root|cwd)\s*\}/?")
_OPEN = re.compile(r"\$\{|%\{|\\")


@dataclass(frozen=True)
class Read:
    """Something that is read, with all below it; the file `by` names it at the character `at`.

    `path` counts from the folder that reads it, or from the folder of the stack (`seen_from`), or
    may count from either. It is None where only Terraform can tell.
    """

    by: str
    at: int
    path: str | None
    seen_from: Literal["folder", "stack", "either"] = "either"

    def line(self, folder: str) -> int:
        """The line (from 1) in the file as it is now."""
        return _text(f"{folder}/{self.by}").count("\n", 0, self.at) + 1


@dataclass(frozen=True)
class Reads:
    """All that a folder reads; `links` are its files that lie elsewhere (symbolic links)."""

    found: tuple[Read, ...]
    links: tuple[Path, ...]


class Known(dict[str, Reads]):
    """What folders read, each looked at once in a run."""

    def __missing__(self, folder: str) -> Reads:
        """Looks at a folder that nobody has asked for yet."""
        self[folder] = reads(folder)
        return self[folder]


def reads(folder: str) -> Reads:
    """What the Terraform files of a folder read; nothing where there is no such folder."""
    found: list[Read] = []
    links: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            files = sorted((entry.name, entry) for entry in entries if entry.is_file())
    except OSError:
        return Reads((), ())
    for name, entry in files:
        if entry.is_symlink():
            links.append(Path(os.path.realpath(entry.path)))
        if name.endswith(_CONFIGURATION):
            found += _scanned(name, _text(entry.path))
    return Reads(tuple(found), tuple(links))


def targets(read: Read, folder: str, stack: str) -> Iterator[str]:
    """The absolute paths that a read of `folder` may mean, in a stack's run."""
    bases = {"folder": (folder,), "stack": (stack,), "either": dict.fromkeys((folder, stack))}
    if read.path is not None:
        for base in bases[read.seen_from]:
            yield _joined(base, read.path)


@cache
def _joined(base: str, path: str) -> str:
    return os.path.normpath(os.path.join(base, path))  # noqa: PTH118


def _text(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (ten thousand files are read)
        return file.read().decode("utf-8", "replace")


def _scanned(name: str, text: str) -> list[Read]:
    found = [
        _path(name, match.start(), match[1])
        for pattern in _PATHS
        for match in pattern.finditer(text)
    ]
    doubts = []
    for match in _READER.finditer(text):
        argument = _ARGUMENT.match(text, match.end())
        if argument is None:
            doubts.append(match.start())
        elif not any(pattern.match(text, match.end()) for pattern in _PATHS):
            found.append(_path(name, match.start(), argument[1]))
    if doubts:
        found += [Read(name, at, None) for at in _calls(name, text, doubts)]
    return found


def _calls(name: str, text: str, doubts: Iterable[int]) -> list[int]:
    """Which of the doubtful places are calls indeed, and no words of a comment or a description.

    Of JSON, and of a file that is broken, all are.
    """
    scanned = None if name.endswith(".json") else scan(text)
    if scanned is None or scanned.broken:
        return list(doubts)
    code = scanned.masked
    return [at for at in doubts if code.startswith("file", at) and _begins_word(code, at)]


def _begins_word(code: str, at: int) -> bool:
    before = _WORD.search(code, max(0, at - _LONGEST_PREFIX), at)
    return before is None or before[0] in _PREFIXES


def _path(name: str, at: int, written: str) -> Read:
    """The read of a path as it is written; of one that goes on with an expression, its folder."""
    rooted = _ROOTED.match(written)
    rest = written[rooted.end() :] if rooted else written
    unknown = _OPEN.search(rest)
    if unknown:
        rest = rest[: unknown.start()].rpartition("/")[0]
    if rooted:
        return Read(name, at, rest or ".", "folder" if rooted[1] == "module" else "stack")
    # The source of a module counts from the folder, the plain path of a function from the stack.
    either = rest.startswith(("./", "../")) or not rest
    return Read(name, at, rest or ".", "either" if either else "stack")
