"""Which release of Terraform a program is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tfgen.analysis.go_versions import Release
from tfgen.user_cache import recall, remember

_SECONDS = 20
_MEMORY = "installed"
_PARTS = 3


def installed(program: str) -> Release | None:
    """The release of `terraform` or `tofu` at a path; None where it does not tell.

    The answer is remembered for as long as the program's file stays the same.
    """
    path = Path(program).resolve()
    try:
        status = path.stat()
    except OSError:
        return None
    key = f"{path} {status.st_size} {status.st_mtime_ns}"
    known = recall(_MEMORY)
    if known.get("program") != key:
        known = {"program": key, "release": _asked(program)}
        remember(_MEMORY, known)
    return _release(known.get("release"))


def _asked(program: str) -> str:
    try:
        done = subprocess.run(
            [program, "version", "-json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        return str(json.loads(done.stdout)["terraform_version"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return ""


def _release(text: object) -> Release | None:
    parts = str(text).split(".")
    if len(parts) == _PARTS and all(part.isdecimal() for part in parts):
        first, second, third = map(int, parts)
        return first, second, third
    return None
