"""Findings as rows of plain values, their paths as seen from the folder of their module.

Rows go to the cache and back, and thousands of them are never looked at again: a path and a
finding are made of one only when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tfgen.rules.frame import Finding

Row: TypeAlias = Sequence[Any]
"""Code, severity, path, line, column, message, remedy."""
_TYPES = (str, str, str, int, int, str, str)


def row(folder: Path, one: Finding) -> Row:
    """A finding of the module of a folder, as a row."""
    way = way_to(folder, one.path)
    return [one.code, one.severity, way, one.line, one.column, one.message, one.remedy]


def finding(folder: Path, values: Row) -> Finding:
    """The finding of a row. Raises ValueError for what is no row."""
    code, severity, way, line, column, message, remedy = sound(values)
    return Finding(code, severity, at_end_of(folder, way), line, column, message, remedy)


def sound(values: Row) -> Row:
    """The same row, if it is one. Raises ValueError."""
    if tuple(map(type, values)) != _TYPES:
        raise ValueError(f"no row: {values!r}")
    return values


def way_to(folder: Path, path: Path) -> str:
    """How a path is seen from a folder."""
    return os.path.relpath(path, folder)


def at_end_of(folder: Path, way: str) -> Path:
    """Where a way leads from a folder.

    Thousands of stacks that lie side by side lead to the same modules: such a path is made once.
    """
    above = str(folder)
    if way.startswith("../"):
        above, way = above.rpartition("/")[0] or "/", way[3:]
    return _joined(above, way)


@cache
def _joined(above: str, way: str) -> Path:
    return Path(os.path.normpath(os.path.join(above, way)))  # noqa: PTH118
