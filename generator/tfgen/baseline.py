"""A baseline: the findings of one day, so that later runs report only what is new.

An entry is a path (as seen from the folder of the file), a code, a message and how many there are;
lines are not part of it, so code may move.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tfgen import writer
from tfgen.errors import InputError, Where
from tfgen.fingerprints import Key, key
from tfgen.rules.frame import Finding

VERSION = 1
_MOST = 100_000
_AGAIN = "write it again: tfgen validate --write-baseline FILE"


@dataclass(frozen=True)
class Compared:
    """What is not in the baseline, and the file and code of each entry that nothing matches."""

    new: tuple[Finding, ...]
    gone: tuple[tuple[Path, str], ...]


def write(path: Path, findings: Iterable[Finding]) -> None:
    """Records `findings` in the file `path`. MachineError where it cannot be written."""
    found = Counter(_key(finding, path) for finding in findings)
    entries = [
        {"path": place, "code": code, "message": message, "count": found[place, code, message]}
        for place, code, message in sorted(found)
    ]
    text = json.dumps({"version": VERSION, "findings": entries}, indent=2)
    writer.write_whole(path, f"{text}\n")


def compare(path: Path, findings: Iterable[Finding]) -> Compared:
    """The findings beside the baseline in the file `path`.

    Of findings that only their lines tell apart, the last ones are the new ones. Raises
    `InputError` where the file cannot be read or is no baseline.
    """
    left = _read(path)
    new = []
    for finding in findings:
        known = _key(finding, path)
        if left[known] > 0:
            left[known] -= 1
        else:
            new.append(finding)
    folder = path.absolute().parent
    gone = (
        (Path(os.path.normpath(folder / place)), code) for place, code, _ in sorted(left.elements())
    )
    return Compared(tuple(new), tuple(gone))


def _key(finding: Finding, baseline: Path) -> Key:
    """The finding's key, its path seen from the folder of the baseline."""
    seen = os.path.relpath(Path.cwd() / finding.path, baseline.absolute().parent)
    return key(replace(finding, path=Path(seen)))


def _read(path: Path) -> Counter[Key]:
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise _wrong(path, f"has version {content['version']!r}, this tfgen reads {VERSION}")
        entries: Counter[Key] = Counter()
        for entry in content["findings"]:
            place = (str(entry["path"]), str(entry["code"]), str(entry["message"]))
            if not 0 < int(entry["count"]) <= _MOST:
                raise ValueError(entry["count"])
            entries[place] += int(entry["count"])
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _wrong(path, "is no baseline") from error
    return entries


def _wrong(path: Path, why: str) -> InputError:
    return InputError(f"the baseline {why}", hint=_AGAIN, where=Where(path))
