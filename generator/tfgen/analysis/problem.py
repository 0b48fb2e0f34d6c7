"""What the analysis finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tfgen.hcl.lines import Position


@dataclass(frozen=True, slots=True)
class Problem:
    """Something at one place that Terraform refuses, or complains of.

    `code` is that of the rule that reports it, `path` the file. `root_only`: it is none in a module
    that another one calls.
    """

    code: str
    path: Path
    position: Position
    message: str
    remedy: str
    root_only: bool = False
