"""tfgen's folder in the user's cache, and the small facts it remembers there between runs."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfgen.errors import MachineError
from tfgen.private_files import private_folder, write_private


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The user's cache folder for tfgen, made when missing (mode 0700).

    `$XDG_CACHE_HOME/tfgen` where that is an absolute path (the XDG base directory specification
    ignores relative ones), else `~/Library/Caches/tfgen` on macOS and `~/.cache/tfgen` elsewhere.
    Raises MachineError when it cannot be made.
    """
    environ = os.environ if environ is None else environ
    try:
        return private_folder(_base(environ) / "tfgen")
    except (OSError, RuntimeError) as error:
        raise MachineError(
            f"the cache folder cannot be made: {error}",
            hint="set XDG_CACHE_HOME to a folder that you may write to",
        ) from error


def _base(environ: Mapping[str, str]) -> Path:
    named = Path(environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named
    home = home_folder(environ)
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


def home_folder(environ: Mapping[str, str]) -> Path:
    """`$HOME`, or the home of the password database; RuntimeError when there is neither."""
    named = environ.get("HOME", "")
    return Path(named) if named else Path.home()


def recall(name: str, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `remember` kept under `name`; empty when there is nothing, or nothing readable."""
    try:
        value = json.loads((cache_folder(environ) / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, MachineError):
        return {}
    return value if isinstance(value, dict) else {}


def remember(name: str, facts: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> None:
    """Keeps `facts` (JSON values) under `name` for later runs.

    A cache that cannot be written costs time and nothing else, so that is no error.
    """
    with contextlib.suppress(OSError, MachineError):
        write_private(cache_folder(environ) / f"{name}.json", json.dumps(facts))
