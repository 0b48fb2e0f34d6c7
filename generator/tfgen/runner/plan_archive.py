"""What a saved plan file tells without Terraform: a zip, it holds the state that it was made of."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

# The prior state, among the entries of a plan file of Terraform 1.x.
_STATE = "tfstate"


@dataclass(frozen=True)
class StateVersion:
    """Which state a plan was made of; `empty`: it holds data only, so that all will be new."""

    lineage: str = ""
    serial: int = 0
    empty: bool = False


def state_version(plan_file: Path) -> StateVersion:
    """What a plan file says of its state; that it is not empty where the file tells nothing."""
    try:
        with zipfile.ZipFile(plan_file) as archive:
            state = json.loads(archive.read(_STATE))
        empty = all(one.get("mode") == "data" for one in state.get("resources", []))
        return StateVersion(str(state.get("lineage", "")), int(state.get("serial", 0)), empty)
    except (OSError, AttributeError, KeyError, ValueError, zipfile.BadZipFile):
        return StateVersion()


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()
