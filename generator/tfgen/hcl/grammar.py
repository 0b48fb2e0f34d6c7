"""hcl2's grammar over masked text; the only module that imports hcl2 and lark.

To import it takes 0.1 s, so import it inside the function that needs it. To build the grammar's
tables takes 1.3 s more: they are kept in the user's cache.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import platform
import stat
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import hcl2.parser
from lark import Token, Tree, UnexpectedCharacters, UnexpectedToken

from tfgen.errors import MachineError
from tfgen.hcl.grammar_error import GrammarError
from tfgen.user_cache import cache_folder


def read_tree(masked: str) -> Tree[Token]:
    """The syntax tree of `masked`; its tokens carry the offsets `start_pos` and `end_pos`.

    Raises `GrammarError`.
    """
    try:
        # The grammar wants a line break at the end (lark#237).
        return _parser()(masked + "\n")
    except UnexpectedToken as error:
        at = error.token.start_pos if error.token.type != "$END" else None
        offset = len(masked) if at is None else min(at, len(masked))
        raise GrammarError(offset, frozenset(error.accepts or error.expected)) from None
    except UnexpectedCharacters as error:
        offset = min(error.pos_in_stream or 0, len(masked))
        raise GrammarError(offset, frozenset(error.allowed or ())) from None


def _parser() -> Callable[[str], Tree[Token]]:
    """Parses with hcl2's grammar, whose tables are built once per version and user."""
    if not hcl2.parser.parser.cache_info().currsize:
        folder = _cache_folder()
        # Without a folder of our own nothing is kept: the default is inside site-packages.
        hcl2.parser.PARSER_FILE = folder / _cache_name() if folder else Path(os.devnull)
        with _alone_in(folder):
            hcl2.parser.parser()
    parse: Callable[[str], Tree[Token]] = hcl2.parser.parser().parse
    return parse


@contextlib.contextmanager
def _alone_in(folder: Path | None) -> Iterator[None]:
    """One process at a time: lark writes its file in place, and a reader would see half of it.

    To write it under another name first is no way out: lark takes the name into the checksum.
    """
    if folder is None:
        yield
        return
    with (folder / "hcl2.lock").open("a") as lock:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _cache_name() -> str:
    return f"hcl2-{version('python-hcl2')}-{version('lark')}-{platform.python_version()}.bin"


def _cache_folder() -> Path | None:
    """The user's cache folder, where nobody else can write: the tables are a pickle."""
    try:
        folder = cache_folder()
        status = folder.stat()
    except (OSError, MachineError):
        return None
    others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return None if others or status.st_uid != os.getuid() else folder
